import { expect } from "vitest";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { openSse } from "../../support/sse.ts";
import type { Panel } from "./panel.ts";

/** The player of the bot that does not lie, and someone who watches it. */
export interface HonestPlayer {
  /** Has a change told and shown; how long that took in ms. Throws where anything else was told meanwhile. */
  change(): Promise<number>;
  close(): void;
}

/** Watches the player of `main` as someone who may. */
export const watchHonestPlayer = async (
  panel: Panel,
  headers: Record<string, string>,
): Promise<HonestPlayer> => {
  const positionAt = Date.now();
  let rev = 1;
  const tell = () => {
    rev += 1;
    const player = snapshotLike({ rev, volume: rev % 1_000, positionAt });
    panel.bot.send({ type: "player", guildId: GUILD, at: Date.now(), player });
  };
  const url = `${panel.url}/api/servers/${GUILD}/events?cluster=main`;
  const stream = await openSse(url, { headers });
  await stream.next(({ event }) => event === "snapshot");
  tell();
  await stream.next(({ event }) => event === "volume_changed");
  return {
    change: async () => {
      const before = stream.events.length;
      const sentAt = performance.now();
      tell();
      const { receivedAt, data } = await stream.next(({ event }) => event === "volume_changed");
      expect(JSON.parse(data)).toMatchObject({ rev, volume: rev % 1_000 });
      const told = stream.events.slice(before).filter(({ event }) => event !== "tick" && event !== "rights");
      expect(told.map(({ event }) => event)).toEqual(["volume_changed"]);
      return receivedAt - sentAt;
    },
    close: stream.close,
  };
};
