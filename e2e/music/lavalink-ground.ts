import type { Player } from "lavalink-client";
import { lavalinkPlayers, type PlayerOptions } from "../../bot-plugin/src/adapters/lavalink-client.ts";
import type { PlayerAdapter } from "../../bot-plugin/src/music/player-adapter.ts";
import {
  type Command,
  foundSchema,
  type Lookup,
  type PlayerSnapshot,
  playerSnapshotSchema,
} from "../../bot-plugin/src/protocol/music.ts";
import { openLavalinkClient } from "../fake-lavalink/clients.ts";
import { type FakeLavalinkOptions, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { until } from "../support/until.ts";

export const GUILD = "375928847299117063";
export const OTHER_GUILD = "385928847299117063";
export const CHANNEL = "275928847299117063";
export const SOMEBODY = { id: "475928847299117063", name: "Somebody" };

/** A real lavalink-client on a fake node, with its players as the adapter shows them. */
export const openPlayers = async (
  options: FakeLavalinkOptions = {},
  managerOptions: Parameters<typeof openLavalinkClient>[1] = {},
  playerOptions: PlayerOptions = {},
) => {
  const node = await startFakeLavalink(options);
  const client = await openLavalinkClient({ one: node }, managerOptions);
  await client.connected();
  const players = lavalinkPlayers(client.manager, { channelName: () => "Music", ...playerOptions });
  const changes: { readonly guildId: string; readonly at: number }[] = [];
  const deafen = players.listen((guildId) => changes.push({ guildId, at: performance.now() }));
  return {
    ...standing(players),
    node,
    manager: client.manager,
    players,
    changes,
    deafen,
    playerOf: (guildId = GUILD): Player => {
      const player = client.manager.getPlayer(guildId);
      if (player === undefined) throw new Error("no such player");
      return player;
    },
    close: async () => {
      deafen();
      await client.close();
      await node.close();
    },
  };
};

/** What tests do with an adapter; all that it shows is held against the schemas of the wire. */
const standing = (players: PlayerAdapter) => {
  const snapshot = (guildId = GUILD): PlayerSnapshot => playerSnapshotSchema.parse(players.snapshot(guildId));
  const act = (command: Command, guildId = GUILD) => players.act(guildId, command, SOMEBODY, CHANNEL);
  return {
    snapshot,
    act,
    play: (
      query: string,
      more: { readonly isNext?: boolean; readonly source?: string } = {},
      guildId = GUILD,
    ) => act({ action: "play", query, ...more }, guildId),
    find: async (lookup: Lookup, guildId = GUILD) => {
      const found = await players.lookup(guildId, lookup, SOMEBODY);
      return "outcome" in found ? found : foundSchema.parse(found);
    },
    /** Titles of what plays, and of what waits. */
    titles: (guildId = GUILD) => {
      const { current, queue } = snapshot(guildId);
      return [current?.title ?? null, ...queue.map(({ title }) => title)];
    },
    uidOf: (title: string): string => {
      const { current, queue } = snapshot();
      const entry = [current, ...queue].find((one) => one?.title === title);
      if (entry === undefined || entry === null) throw new Error(`no ${title} in the queue`);
      return entry.uid;
    },
    playing: (title: string, guildId = GUILD) =>
      until(`${title} plays`, () => {
        const { current, state } = snapshot(guildId);
        return current?.title === title && state === "playing";
      }),
  };
};
