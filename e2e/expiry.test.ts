import { afterEach, describe, expect, test } from "vitest";
import type { FeedSnapshot, FeedTick } from "#protocol/feed.ts";
import { decodeRanges } from "#protocol/ranges.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { idsFrom, shardsIn, startBot } from "./support/bot.ts";
import { frameOf } from "./support/grid.ts";
import { post, read } from "./support/http.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { openSse, type SseEvent } from "./support/sse.ts";
import { elapsed } from "./support/until.ts";

let server: TestServer;
afterEach(() => server.dispose());

const status = (id: number, state: number) => post(server.url, `/api/status/main/${id}/${state}`);
const health = (id: number) => post(server.url, `/api/health/main/${id}`);
const detail = (id: number) => read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`);
const feed = () => openSse(`${server.url}/api/v1/feed`);
const turned = (event: SseEvent, state: "unhealthy" | "online"): number[] =>
  event.event === "frame" ? [...decodeRanges(frameOf(event).clusters["main"]?.changes?.[state] ?? "")] : [];
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe("silence", () => {
  test("turns a shard unhealthy within 100 ms of its deadline, and the feed tells it", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "1", CLUSTERS: "main:20" });
    const stream = await feed();
    const heardAt: { readonly from: number; readonly until: number }[] = [];
    for (const id of idsFrom(0, 20)) {
      const from = performance.now();
      await status(id, 3);
      heardAt.push({ from, until: performance.now() });
      await elapsed(23);
    }
    const toldAt = new Map<number, number>();
    while (toldAt.size < 20) {
      const event = await stream.next((event) => turned(event, "unhealthy").length > 0);
      for (const id of turned(event, "unhealthy")) toldAt.set(id, event.receivedAt);
    }
    stream.close();
    const late: number[] = [];
    for (const [id, { from }] of heardAt.entries()) {
      const { transitions, state, since } = await detail(id);
      const [silence, online] = transitions;
      expect(state).toBe("unhealthy");
      expect(silence).toMatchObject({ from: "online", to: "unhealthy", cause: "silence", at: since });
      const noticedAfter = (silence?.at ?? 0) - (online?.at ?? 0);
      expect(noticedAfter).toBeGreaterThanOrEqual(999);
      expect(toldAt.get(id) ?? 0).toBeGreaterThan(from + 1_000);
      late.push(noticedAfter - 1_000);
    }
    // One busy moment of the machine may delay a single shard; the rule is kept by all the others.
    expect(late.toSorted((a, b) => a - b).at(-2)).toBeLessThanOrEqual(100);
    // On the wire a frame may wait another 100 ms for the frame before it.
    expect(median(heardAt.map(({ until }, id) => (toldAt.get(id) ?? 0) - until - 1_000))).toBeLessThan(200);
  });

  test("is ended by a heartbeat, which revives the shard at once and starts its time anew", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "0.5", CLUSTERS: "main:4" });
    const stream = await feed();
    await status(2, 4);
    await stream.next((event) => turned(event, "unhealthy").includes(2));
    const revivedAt = performance.now();
    expect((await health(2)).status).toBe(204);
    expect(await detail(2)).toMatchObject({ state: "online", transitions: [{ cause: "heartbeat" }, {}, {}] });
    await stream.next((event) => turned(event, "online").includes(2));
    const again = await stream.next((event) => turned(event, "unhealthy").includes(2));
    stream.close();
    expect(again.receivedAt - revivedAt).toBeGreaterThan(500);
    expect((await detail(2)).transitions.map(({ to }) => to)).toEqual([
      "unhealthy",
      "online",
      "unhealthy",
      "starting",
    ]);
  });

  test("is no news for a shard that is offline, nor for one that never spoke", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "0.5", CLUSTERS: "main:4" });
    const stream = await feed();
    await status(0, 2);
    await status(1, 5);
    await stream.next((event) => turned(event, "unhealthy").includes(1));
    await status(1, 3);
    await stream.next((event) => turned(event, "unhealthy").includes(1));
    stream.close();
    expect(stream.events.flatMap((event) => turned(event, "unhealthy"))).toEqual([1, 1]);
    expect(await detail(0)).toMatchObject({ state: "offline" });
    expect(await detail(2)).toMatchObject({ state: "unknown", since: null, transitions: [] });
  });

  test("is borne as long as the bot asked for, and not longer", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "0.5", CLUSTERS: "main:4" });
    const bot = startBot(server.url, { shardCount: 4, timeoutMs: 5_000 });
    const stream = await feed();
    await bot.tell(shardsIn("online", [0]));
    const toldAt = performance.now();
    await status(1, 3);
    const first = await stream.next((event) => turned(event, "unhealthy").length > 0);
    const second = await stream.next((event) => turned(event, "unhealthy").length > 0);
    stream.close();
    bot.close();
    expect(turned(first, "unhealthy")).toEqual([1]);
    expect(turned(second, "unhealthy")).toEqual([0]);
    expect(second.receivedAt - toldAt).toBeGreaterThan(4_900);
    expect(second.receivedAt - toldAt).toBeLessThan(5_500);
  });
});

describe("a server that could not listen for three seconds", () => {
  const STALL_MS = 3_000;

  /** The kernel holds the process, as a suspended machine or a stalled host would. */
  const stall = async () => {
    server.signal("SIGSTOP");
    await elapsed(STALL_MS);
    server.signal("SIGCONT");
    return performance.now();
  };

  test("turns no shard red for it, says that it was blind, and goes on judging", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "2", CLUSTERS: "main:8" });
    const stream = await feed();
    for (const id of idsFrom(0, 8)) await status(id, 3);
    const stoppedAt = Date.now();
    const awakeAt = await stall();
    const isBlind = ({ event, data }: SseEvent) =>
      event === "tick" && (JSON.parse(data) as FeedTick).monitor.blind !== null;
    const tick: FeedTick = JSON.parse((await stream.next(isBlind)).data);
    const { monitor } = await read<FeedSnapshot>(server.url, "/api/v1/snapshot");
    expect(monitor).toEqual(tick.monitor);
    const { from, until } = monitor.blind ?? { from: 0, until: 0 };
    expect(Math.abs(from - stoppedAt)).toBeLessThan(700);
    expect(until - from).toBeGreaterThan(STALL_MS - 700);
    expect(until - from).toBeLessThan(STALL_MS + 700);
    // Shard 0 lives on; the others stay silent and must have the rest of their two seconds first.
    const heart = setInterval(() => health(0), 200);
    const red = await stream.next((event) => turned(event, "unhealthy").length > 0);
    expect(red.receivedAt - awakeAt).toBeGreaterThan(1_000);
    expect(red.receivedAt - awakeAt).toBeLessThan(2_500);
    clearInterval(heart);
    const silent = stream.events.flatMap((event) => turned(event, "unhealthy"));
    stream.close();
    expect(silent).not.toContain(0);
    expect(silent).toContain(7);
  });

  test("reads no shard as red for it either, though someone asks at once", async () => {
    server = await startServer({ HEALTH_TIMEOUT: "1", CLUSTERS: "main:8" });
    for (const id of idsFrom(0, 8)) await status(id, 3);
    server.signal("SIGSTOP");
    // The question lies in the socket while the process is stopped, and is the first thing it answers.
    const asked = read<FeedSnapshot>(server.url, "/api/v1/snapshot");
    const beaten = health(3);
    await elapsed(STALL_MS);
    server.signal("SIGCONT");
    expect((await asked).clusters[0]?.states).toBe("o8");
    expect((await beaten).status).toBe(204);
    expect(await detail(3)).toMatchObject({ state: "online", transitions: [{ to: "online" }] });
  });
});
