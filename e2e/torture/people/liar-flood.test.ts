import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { GUILD, OTHER_GUILD, seen, snapshotLike } from "../../../server/music/test-bot.ts";
import { openSse } from "../../support/sse.ts";
import { measure } from "../measure.ts";
import { type LiarGround, openLiarGround } from "./liar.ts";

const AT = `/api/servers/${GUILD}`;
const FRAMES = measure({ short: 200, full: 1_000 });
const SMALL_FRAMES = measure({ short: 3_000, full: 30_000 });
/** While a bot lies as fast as it can, the others' pages hear of their players within this. */
const PROMPT_MS = 1_000;

let ground: LiarGround;
beforeAll(async () => {
  ground = await openLiarGround(({ type }) => (type === "ask" ? seen(null) : null));
});
afterAll(() => ground?.close());

/** The honest player is asked about and changed while something goes on; the longest that anyone waited. */
const slowestDuring = async (lies: () => void): Promise<number> => {
  let isHeard = false;
  lies();
  // What comes after all of it is answered after all of it.
  ground.liar.link.socket.ping();
  ground.liar.link.socket.once("pong", () => {
    isHeard = true;
  });
  let slowestMs = 0;
  while (!isHeard) {
    const askedAt = performance.now();
    const { status } = await ground.panel.ask(`${AT}/status?cluster=main`, { headers: ground.dj });
    expect(status).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - askedAt, await ground.honest.change());
  }
  return slowestMs;
};

test(`${SMALL_FRAMES} frames at once, and ${FRAMES} as large as they may be, hold up nobody else`, async () => {
  const { cookie } = await ground.panel.come("stranger");
  const watching = await openSse(`${ground.panel.url}/api/servers/${OTHER_GUILD}/events?cluster=patron_1`, {
    headers: { cookie: cookie ?? "" },
  });
  onTestFinished(watching.close);
  expect(watching.status).toBe(200);
  const item = {
    title: "t".repeat(300),
    author: "a".repeat(300),
    uri: `https://music.example/${"u".repeat(1_900)}`,
    artworkUrl: `https://music.example/${"a".repeat(1_900)}`,
    durationMs: 1,
    isStream: false,
    source: "x".repeat(64),
    requester: { id: GUILD, name: "n".repeat(300) },
  };
  const queue = Array.from({ length: 50 }, (_, place) => ({ ...item, uid: `u-${place}` }));
  const large = (count: number) =>
    ground.lie(
      OTHER_GUILD,
      snapshotLike({ guildId: OTHER_GUILD, rev: count, volume: count % 1_000, queue, total: 50 }),
    );
  const small = (count: number) =>
    ground.lie(
      OTHER_GUILD,
      snapshotLike({ guildId: OTHER_GUILD, rev: FRAMES + count, volume: count % 1_000 }),
    );
  const many = (times: number, say: (count: number) => void) => () => {
    for (let count = 1; count <= times; count += 1) say(count);
  };
  expect(await slowestDuring(many(FRAMES, large))).toBeLessThan(PROMPT_MS);
  expect(await slowestDuring(many(SMALL_FRAMES, small))).toBeLessThan(PROMPT_MS);
  expect(
    await slowestDuring(many(SMALL_FRAMES, () => ground.liar.send({ type: "players", adapter: "x" }))),
  ).toBeLessThan(PROMPT_MS);
  expect(ground.panel.server.logs.filter(({ level }) => level === "error")).toEqual([]);
});
