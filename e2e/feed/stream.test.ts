import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { FEED_TICK_MS, type FeedTick } from "#protocol/feed.ts";
import { decodeRanges } from "#protocol/ranges.ts";
import { type Bot, idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { foldGrid, frameOf, gridOf, snapshotOf } from "../support/grid.ts";
import { ask, post, read } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseEvent } from "../support/sse.ts";

const SHARDS = 64;
let server: TestServer;
let bot: Bot;
const feed = () => openSse(`${server.url}/api/v1/feed`);
const isFrame = ({ event }: SseEvent) => event === "frame";

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS};patron_1:6` });
  bot = startBot(server.url, { shardCount: SHARDS });
});
afterAll(async () => {
  bot.close();
  await server.dispose();
});

describe("the stream", () => {
  test("says that it is one, and that no proxy may hold it back", async () => {
    const stream = await feed();
    stream.close();
    expect(stream.status).toBe(200);
    expect(stream.headers["content-type"]).toMatch(/^text\/event-stream/);
    expect(stream.headers["x-accel-buffering"]).toBe("no");
    expect(stream.headers["cache-control"]).toContain("no-store");
    expect(stream.headers["content-encoding"]).toBeUndefined();
  });

  test("begins with a snapshot of every cluster in the configured order", async () => {
    await bot.tell(shardsIn("online", [0, 1, 2]));
    const stream = await feed();
    const first = await stream.next();
    stream.close();
    expect(first.event).toBe("snapshot");
    const snapshot = snapshotOf(first);
    expect(snapshot.id).toBe(first.id);
    expect(snapshot.clusters.map(({ name, shardCount }) => [name, shardCount])).toEqual([
      ["main", SHARDS],
      ["patron_1", 6],
    ]);
    expect(gridOf(snapshot)["main"]?.slice(0, 4)).toEqual(["online", "online", "online", "unknown"]);
    expect(snapshot.clusters[0]?.totals.states).toMatchObject({ online: 3, unknown: SHARDS - 3 });
    expect(snapshot.monitor.history).toBe("ok");
  });

  test("tells a change with new totals, and a heartbeat as a pulse", async () => {
    await bot.tell(shardsIn("online", [5]));
    const stream = await feed();
    await stream.next();
    await post(server.url, "/api/status/main/5/1");
    // It may come in one frame with what was told before.
    const change = await stream.next(
      (event) => frameOf(event).clusters?.["main"]?.changes?.unhealthy === "5",
    );
    expect(frameOf(change).clusters["main"]?.totals?.states.unhealthy).toBe(1);
    await bot.tell(shardsIn("online", [5]));
    await stream.next((event) => frameOf(event).clusters?.["main"]?.changes?.online === "5");
    await post(server.url, "/api/health/main/5");
    await stream.next((event) => {
      const { pulses = "", changes } = frameOf(event).clusters?.["main"] ?? {};
      return changes === undefined && [...decodeRanges(pulses)].includes(5);
    });
    stream.close();
  });

  test("ends in the same grid as a fresh snapshot, with rising ids and at most ten frames a second", async () => {
    const stream = await feed();
    const first = await stream.next();
    const until = performance.now() + 2_500;
    for (let round = 0; performance.now() < until; round += 1) {
      await bot.tell(shardsIn(round % 2 === 0 ? "online" : "resuming", idsFrom(round % 5, SHARDS, 3)));
      await post(server.url, `/api/status/patron_1/${round % 6}/${2 + (round % 4)}`);
    }
    const { states, id } = await read<{ id: number; clusters: { states: string }[] }>(
      server.url,
      "/api/v1/snapshot",
    ).then((snapshot) => ({
      states: foldGrid([{ ...first, data: JSON.stringify(snapshot) }]),
      id: snapshot.id,
    }));
    await post(server.url, "/api/health/main/0");
    await stream.next((event) => isFrame(event) && (event.id ?? 0) > id);
    stream.close();
    const frames = stream.events.filter(isFrame);
    const ids = frames.map((frame) => frame.id ?? Number.NaN);
    expect(ids).toEqual(ids.map((_, place) => (first.id ?? 0) + place + 1));
    expect(foldGrid(stream.events)).toEqual(states);
    const at = frames.map((frame) => frameOf(frame).at);
    // A timer may be a few milliseconds early on the wall clock: eleven frames take no less than 950 ms.
    const fastest = Math.min(...at.slice(10).map((later, place) => later - (at[place] ?? 0)));
    expect(frames.length).toBeGreaterThan(15);
    expect(fastest).toBeGreaterThan(950);
  });

  test("ticks every five seconds with the server's time, though nothing happens", async () => {
    const quiet = await startServer();
    onTestFinished(() => quiet.dispose());
    const stream = await openSse(`${quiet.url}/api/v1/feed`);
    const isTick = ({ event }: SseEvent) => event === "tick";
    const ticks = [await stream.next(isTick), await stream.next(isTick)];
    stream.close();
    const [first = 0, second = 0] = ticks.map(({ receivedAt }) => receivedAt);
    expect(second - first).toBeGreaterThan(FEED_TICK_MS - 250);
    expect(second - first).toBeLessThan(FEED_TICK_MS + 1_000);
    for (const tick of ticks) {
      const { at, monitor }: FeedTick = JSON.parse(tick.data);
      expect(Math.abs(at - Date.now())).toBeLessThan(20_000);
      expect(monitor).toEqual({ history: "ok", blind: null });
    }
  });
});

describe("a snapshot of 16,384 shards that are all well", () => {
  test("is at most 8 KB, over the feed and for those who poll", async () => {
    const count = 16_384;
    const large = await startServer({ CLUSTERS: `big:${count}` });
    onTestFinished(() => large.dispose());
    const process = startBot(large.url, { cluster: "big", shardCount: count });
    await process.tell(shardsIn("online", idsFrom(0, count)));
    const stream = await openSse(`${large.url}/api/v1/feed`);
    const snapshot = await stream.next();
    const polled = await ask(large.url, "/api/v1/snapshot");
    stream.close();
    process.close();
    expect(gridOf(snapshotOf(snapshot))["big"]?.every((state) => state === "online")).toBe(true);
    expect(Buffer.byteLength(snapshot.data)).toBeLessThanOrEqual(8 * 1_024);
    expect(Buffer.byteLength(polled.text)).toBeLessThanOrEqual(8 * 1_024);
  });
});
