import type { PlayerAdapter } from "../../bot-plugin/src/music/player-adapter.ts";
import {
  type Command,
  foundSchema,
  type Lookup,
  type PlayerSnapshot,
  playerSnapshotSchema,
} from "../../bot-plugin/src/protocol/music.ts";
import { until } from "../support/until.ts";

/** Who asks for everything. */
export const SOMEBODY = { id: "475928847299117063", name: "Somebody" };

/** What tests do with an adapter; all that it shows is held against the schemas of the wire. */
export const steering = (
  players: PlayerAdapter,
  place: { readonly guildId: string; readonly channelId: string },
) => {
  const snapshot = (guildId = place.guildId): PlayerSnapshot =>
    playerSnapshotSchema.parse(players.snapshot(guildId));
  const act = (command: Command, guildId = place.guildId) =>
    players.act(guildId, command, SOMEBODY, place.channelId);
  return {
    snapshot,
    act,
    play: (
      query: string,
      more: { readonly isNext?: boolean; readonly source?: string } = {},
      guildId = place.guildId,
    ) => act({ action: "play", query, ...more }, guildId),
    find: async (lookup: Lookup, guildId = place.guildId) => {
      const found = await players.lookup(guildId, lookup, SOMEBODY);
      return "outcome" in found ? found : foundSchema.parse(found);
    },
    /** Titles of what plays, and of what waits. */
    titles: (guildId = place.guildId) => {
      const { current, queue } = snapshot(guildId);
      return [current?.title ?? null, ...queue.map(({ title }) => title)];
    },
    uidOf: (title: string): string => {
      const { current, queue } = snapshot();
      const entry = [current, ...queue].find((one) => one?.title === title);
      if (entry === undefined || entry === null) throw new Error(`no ${title} in the queue`);
      return entry.uid;
    },
    playing: (title: string, guildId = place.guildId) =>
      until(`${title} plays`, () => {
        const { current, state } = snapshot(guildId);
        return current?.title === title && state === "playing";
      }),
  };
};

export type Steered = ReturnType<typeof steering>;
