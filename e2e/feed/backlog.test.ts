import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bot, idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { foldGrid } from "../support/grid.ts";
import { post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseEvent, type SseStream } from "../support/sse.ts";

const SHARDS = 32_768;
/** Every other shard, so that they cannot be told as one range: a frame with all of them has some 90 KB. */
const SCATTERED = shardsIn("online", idsFrom(0, SHARDS, 2));
const isFrame = ({ event }: SseEvent) => event === "frame";

let server: TestServer;
let bot: Bot;
let witness: SseStream;
const feed = (query = "") => openSse(`${server.url}/api/v1/feed${query}`);

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `big:${SHARDS}` });
  bot = startBot(server.url, { cluster: "big", shardCount: SHARDS });
  witness = await feed();
  await bot.tell(SCATTERED);
  await witness.next(isFrame);
});
afterAll(async () => {
  witness.close();
  bot.close();
  await server.dispose();
});

let rounds = 0;

/** Lets this many large frames go by; the result is the size of all. */
const passFrames = async (count: number): Promise<number> => {
  const start = witness.events.length;
  for (let round = 0; round < count; round += 1) {
    rounds += 1;
    await bot.tell(SCATTERED);
    await post(server.url, `/api/status/big/1/${3 + (rounds % 2)}`);
    await witness.next(isFrame);
  }
  return witness.events.slice(start).reduce((sum, { data }) => sum + data.length, 0);
};

describe("a viewer that missed much", () => {
  test("a megabyte gets what it missed or a snapshot, and is not dropped again and again", async () => {
    const lastId = witness.events.findLast(isFrame)?.id;
    const before = foldGrid(witness.events);
    expect(await passFrames(14)).toBeGreaterThan(1_000_000);
    const back = await feed(`?after=${lastId}`);
    await back.next();
    await passFrames(1);
    await back.next(({ id }) => id === witness.events.findLast(isFrame)?.id);
    back.close();
    expect(foldGrid(back.events, before)).toEqual(foldGrid(witness.events));
  });

  test("more than the server keeps gets a snapshot, and sees what is true now", async () => {
    const lastId = witness.events.findLast(isFrame)?.id;
    expect(await passFrames(110)).toBeGreaterThan(9_000_000);
    const back = await feed(`?after=${lastId}`);
    expect((await back.next()).event).toBe("snapshot");
    back.close();
    expect(foldGrid(back.events)).toEqual(foldGrid(witness.events));
  });
});
