import { expect, test } from "vitest";
import type { NodeView } from "#protocol/audio-view.ts";
import { createTestServer } from "../test-server.ts";
import { FrameRing } from "./ring.ts";

interface Received {
  readonly id: number | null;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly data: any;
}

const watch = (server: ReturnType<typeof createTestServer>, lastSeenId: number | null = null) => {
  const received: Received[] = [];
  const leave = server.feed.join(
    {
      send: (bytes) => {
        const text = bytes.toString();
        const id = /^id: (\d+)$/m.exec(text)?.[1];
        received.push({
          id: id === undefined ? null : Number(id),
          event: /^event: (\w+)$/m.exec(text)?.[1] ?? "",
          data: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "null"),
        });
      },
      end: () => {},
    },
    lastSeenId,
  );
  return { received, leave, frames: () => received.filter(({ event }) => event === "frame") };
};
const main = (server: ReturnType<typeof createTestServer>) => server.shards.read.cluster("main");

test("a new viewer gets a snapshot, then only what changes", async () => {
  const server = createTestServer();
  const viewer = watch(server);
  expect(viewer.received[0]).toMatchObject({
    event: "snapshot",
    data: { clusters: [{ name: "main", states: "?60" }, { name: "patron_1" }] },
  });
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(100);
  expect(viewer.frames()[0]?.data.clusters).toMatchObject({
    main: { changes: { online: "5" }, pulses: "5" },
  });
});

test("many changes of one moment are one frame, and frames keep their distance", async () => {
  const server = createTestServer();
  const viewer = watch(server);
  for (let round = 0; round < 100; round += 1) {
    for (let id = 0; id < 60; id += 1)
      server.shards.status(main(server), id, round % 2 ? "online" : "resuming");
    server.clock.advance(10);
  }
  server.clock.advance(100);
  expect(viewer.frames().length).toBeGreaterThan(5);
  expect(viewer.frames().length).toBeLessThanOrEqual(12);
  const ids = viewer.frames().map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(viewer.frames().at(-1)?.data.clusters.main.changes).toEqual({ online: "0-59" });
});

test("heartbeats alone make one frame a second with the set of shards", async () => {
  const server = createTestServer();
  for (let id = 0; id < 60; id += 1) await server.shards.status(main(server), id, "online");
  server.clock.advance(2_000);
  const viewer = watch(server);
  for (let beat = 0; beat < 20; beat += 1) {
    server.shards.heartbeat(main(server), beat % 3);
    server.clock.advance(100);
  }
  expect(viewer.frames().length).toBeLessThanOrEqual(3);
  expect(viewer.frames().at(-1)?.data.clusters.main).toEqual({ pulses: "0-2" });
});

test("a viewer that comes back gets what it missed, or a snapshot when that is gone or of another run", async () => {
  const server = createTestServer();
  const first = watch(server);
  await server.shards.status(main(server), 1, "online");
  server.clock.advance(100);
  first.leave();
  const seen = first.frames().at(-1)?.id ?? 0;
  await server.shards.status(main(server), 2, "online");
  server.clock.advance(100);
  const back = watch(server, seen);
  expect(back.received.map(({ event, id }) => `${event} ${id === null ? "" : id - seen}`)).toEqual([
    "frame 1",
    "tick ",
  ]);
  for (const strange of [seen - 10_000, seen + 10_000, 0, 7]) {
    expect(watch(server, strange).received[0]?.event).toBe("snapshot");
  }
});

test("ids of a later run are above those of an earlier one", () => {
  const before = createTestServer();
  const earlier = before.feed.snapshot().id;
  before.clock.advance(5);
  expect(createTestServer({}, { clock: before.clock }).feed.snapshot().id).toBeGreaterThan(earlier);
});

test("a tick comes every five seconds with the server's time", () => {
  const server = createTestServer();
  const viewer = watch(server);
  server.clock.advance(20_000);
  const ticks = viewer.received.filter(({ event }) => event === "tick");
  expect(ticks).toHaveLength(4);
  expect(ticks[1]?.data.at - ticks[0]?.data.at).toBe(5_000);
});

test("frames spare the ticks, and yet no six seconds pass without a word", async () => {
  const server = createTestServer();
  const wordsAt: number[] = [];
  server.feed.join({ send: () => wordsAt.push(server.clock.monotonic()), end: () => {} }, null);
  const viewer = watch(server);
  const beat = (ms: number) => {
    server.shards.heartbeat(main(server), 1);
    server.clock.advance(ms);
  };
  await server.shards.status(main(server), 1, "online");
  for (let time = 0; time < 200; time += 1) beat(100);
  expect(viewer.received.filter(({ event }) => event === "tick")).toHaveLength(0);
  for (const pause of [3_900, 4_100, 4_900, 5_100, 5_900, 12_000]) beat(pause);
  const pauses = wordsAt.slice(1).map((at, place) => at - (wordsAt[place] ?? 0));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(6_000);
});

test("a viewer that left hears nothing more", async () => {
  const server = createTestServer();
  const viewer = watch(server);
  viewer.leave();
  await server.shards.status(main(server), 1, "online");
  server.clock.advance(10_000);
  expect(viewer.received).toHaveLength(1);
});

test("a snapshot of 16,384 healthy shards is under 8 KB", async () => {
  const server = createTestServer({ CLUSTERS: "main:16384" });
  const shards = Array.from({ length: 16_384 }, (_, id) => ({
    id,
    state: "online" as const,
    guilds: 1_000,
    latencyMs: 40,
  }));
  await server.shards.report(main(server), { boot: "b", seq: 1, shardCount: 16_384, shards });
  expect(Buffer.byteLength(JSON.stringify(server.feed.snapshot()))).toBeLessThan(8_192);
});

test("the ring forgets by number and by size", () => {
  const ring = new FrameRing(3, 100);
  for (let id = 1; id <= 5; id += 1) ring.push({ id, bytes: Buffer.alloc(10) });
  expect(ring.after(2, 5)?.map(({ id }) => id)).toEqual([3, 4, 5]);
  expect(ring.after(1, 5)).toBeNull();
  ring.push({ id: 6, bytes: Buffer.alloc(90) });
  expect(ring.after(4, 6)?.map(({ id }) => id)).toEqual([5, 6]);
  expect(ring.after(3, 6)).toBeNull();
});

test("a planned stop of shards that were offline already is told, though no state changes", async () => {
  const server = createTestServer();
  const shards = Array.from({ length: 60 }, (_, id) => ({ id, state: "offline" as const }));
  await server.shards.report(main(server), { boot: "b", seq: 1, shardCount: 60, shards });
  server.clock.advance(200);
  const viewer = watch(server);
  await server.shards.goodbye(main(server), "b");
  server.clock.advance(6_000);
  expect(viewer.frames().at(-1)?.data.clusters.main.totals.stopped).toBe(60);
});

test("who joins between a change and its reversal ends up with the true sums", async () => {
  const server = createTestServer();
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(1_000);
  await server.shards.status(main(server), 5, "resuming");
  const viewer = watch(server);
  expect(viewer.received[0]?.data.clusters[0].totals.states.resuming).toBe(1);
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(200);
  expect(viewer.frames().at(-1)?.data.clusters.main.totals.states).toMatchObject({ resuming: 0, online: 1 });
});

test("a state that is put back late reaches viewers, and those who left before it when they come back", async () => {
  const server = createTestServer();
  const viewer = watch(server);
  const seen = server.feed.snapshot().id;
  server.events.emit("restored");
  expect(viewer.received.at(-1)).toMatchObject({ event: "snapshot", id: seen + 1 });
  expect(watch(server, seen).received[0]?.event).toBe("snapshot");
});

const node = (id: string, load: number): NodeView => ({ id, pool: "default", load });

test("audio nodes that change are told once a second at most, each as it is then", () => {
  const server = createTestServer();
  const viewer = watch(server);
  for (let step = 0; step < 30; step += 1) {
    server.events.emit("nodes", { changed: [node("a", step / 100), node("b", 0)], gone: [] });
    server.clock.advance(100);
  }
  expect(viewer.frames().length).toBeLessThanOrEqual(4);
  expect(viewer.frames()[1]?.data.nodes).toEqual({ changed: [node("a", 0.09), node("b", 0)], gone: [] });
});

test("an audio node that goes is gone, and one that comes back is there", () => {
  const server = createTestServer();
  const viewer = watch(server);
  server.events.emit("nodes", { changed: [node("a", 0), node("b", 0)], gone: [] });
  server.events.emit("nodes", { changed: [], gone: ["a", "b"] });
  server.events.emit("nodes", { changed: [node("b", 1)], gone: [] });
  server.clock.advance(1_000);
  expect(viewer.frames().map(({ data }) => data.nodes)).toEqual([{ changed: [node("b", 1)], gone: ["a"] }]);
});

test("where no audio nodes are told of, neither snapshot nor frame has any", async () => {
  const server = createTestServer();
  const viewer = watch(server);
  await server.shards.status(main(server), 1, "online");
  server.clock.advance(100);
  expect(viewer.received[0]?.data).not.toHaveProperty("nodes");
  expect(viewer.frames()[0]?.data).not.toHaveProperty("nodes");
});
