import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import { type Bot, idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { foldGrid, gridOf } from "../support/grid.ts";
import { post, read } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseEvent, type SseStream } from "../support/sse.ts";

const SHARDS = 32;
let server: TestServer;
let bot: Bot;
const feed = (query = "", headers: Record<string, string> = {}) =>
  openSse(`${server.url}/api/v1/feed${query}`, { headers });
const isFrame = ({ event }: SseEvent) => event === "frame";

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
  bot = startBot(server.url, { shardCount: SHARDS });
});
afterAll(async () => {
  bot.close();
  await server.dispose();
});

let changes = 0;

/** Changes a shard's state and waits until the witness has seen it in a frame. */
const changeAndSee = async (witness: SseStream): Promise<SseEvent> => {
  changes += 1;
  await post(server.url, `/api/status/main/${changes % SHARDS}/${3 + (Math.floor(changes / SHARDS) % 3)}`);
  return witness.next(isFrame);
};

describe("a viewer that comes back", () => {
  test.each([
    ["with Last-Event-ID", (id: number) => feed("", { "last-event-id": String(id) })],
    ["with ?after=", (id: number) => feed(`?after=${id}`)],
  ])("%s gets the very frames that it missed, and no snapshot", async (_, comeBack) => {
    const witness = await feed();
    const first = await witness.next();
    const left = await changeAndSee(witness);
    for (let round = 0; round < 6; round += 1) await changeAndSee(witness);
    const back = await comeBack(left.id ?? 0);
    await changeAndSee(witness);
    await back.next(({ id }) => id === witness.events.findLast(isFrame)?.id);
    back.close();
    witness.close();
    const missed = witness.events.filter((event) => isFrame(event) && (event.id ?? 0) > (left.id ?? 0));
    expect(back.events.some(({ event }) => event === "snapshot")).toBe(false);
    expect(back.events.filter(isFrame).map(({ id, data }) => [id, data])).toEqual(
      missed.map(({ id, data }) => [id, data]),
    );
    const before = foldGrid(witness.events.filter(({ id }) => (id ?? 0) <= (left.id ?? 0)));
    expect(foldGrid(back.events, before)).toEqual(foldGrid(witness.events));
    expect(first.event).toBe("snapshot");
  });

  test("again and again in the middle of a load loses nothing", async () => {
    const witness = await feed();
    await witness.next();
    let lastId = witness.events.at(-1)?.id ?? 0;
    let grid = foldGrid(witness.events);
    let isDone = false;
    const load = (async () => {
      for (let round = 0; !isDone; round += 1) {
        await bot.tell(shardsIn(round % 2 === 0 ? "online" : "starting", idsFrom(round % 7, SHARDS, 2)));
      }
    })();
    for (let visit = 0; visit < 12; visit += 1) {
      const back = await feed(`?after=${lastId}`);
      await back.next(isFrame);
      back.close();
      expect(back.events.some(({ event }) => event === "snapshot")).toBe(false);
      grid = foldGrid(back.events, grid);
      lastId = back.events.findLast(isFrame)?.id ?? lastId;
    }
    isDone = true;
    await load;
    const end = await feed(`?after=${lastId}`);
    await bot.tell(shardsIn("stopping", [SHARDS - 1]));
    await end.next(({ data }) => data.includes('"stopping"'));
    end.close();
    witness.close();
    const now = await read<FeedSnapshot>(server.url, "/api/v1/snapshot");
    expect(foldGrid(end.events, grid)).toEqual(gridOf(now));
  });

  test.each([["?after=1"], ["?after=9007199254740991"], ["?after=x"], ["?after=-1"]])(
    "with %s, which no frame can answer, gets a snapshot",
    async (query) => {
      const stream = await feed(query);
      const first = await stream.next();
      stream.close();
      expect(first.event).toBe("snapshot");
    },
  );

  test("after the server's restart gets a snapshot with the states of before", async () => {
    await bot.tell(shardsIn("resuming", idsFrom(0, SHARDS)));
    const stream = await feed();
    const { id } = await stream.next();
    stream.close();
    await server.kill();
    await server.restart();
    const back = await feed(`?after=${id}`);
    const first = await back.next();
    back.close();
    expect(first.event).toBe("snapshot");
    expect(foldGrid([first])["main"]?.every((state) => state === "resuming")).toBe(true);
  });
});
