import { expect, test } from "vitest";
import { createTestServer } from "../test-server.ts";

const main = (server: ReturnType<typeof createTestServer>) => server.shards.read.cluster("main");
const report = (boot: string, seq: number, state: "online" | "starting" | "offline", extra = {}) => ({
  boot,
  seq,
  shardCount: 60,
  shards: [{ id: 5, state }],
  ...extra,
});

test("a silent shard turns unhealthy right after its deadline and not on it", async () => {
  const server = createTestServer({ HEALTH_TIMEOUT: "30" });
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(30_000);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
  const seen: number[] = [];
  server.events.on("transitions", () => seen.push(server.clock.monotonic()));
  const deadline = server.clock.monotonic();
  server.clock.advance(100);
  expect(server.shards.read.state(main(server), 5)).toBe("unhealthy");
  expect(seen[0]).toBeLessThanOrEqual(deadline + 100);
});

test("a heartbeat revives an unhealthy shard and leaves every other state", async () => {
  const server = createTestServer();
  await server.shards.status(main(server), 5, "resuming");
  await server.shards.heartbeat(main(server), 5);
  expect(server.shards.read.state(main(server), 5)).toBe("resuming");
  server.clock.advance(31_000);
  expect(server.shards.read.state(main(server), 5)).toBe("unhealthy");
  await server.shards.heartbeat(main(server), 5);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
});

test("offline and unknown do not expire", async () => {
  const server = createTestServer();
  await server.shards.status(main(server), 5, "offline");
  await server.shards.status(main(server), 6, "unknown");
  server.clock.advance(86_400_000);
  expect(server.shards.read.state(main(server), 5)).toBe("offline");
  expect(server.shards.read.state(main(server), 6)).toBe("unknown");
});

test("a stall of the server extends deadlines and is told as blindness", async () => {
  const server = createTestServer({ HEALTH_TIMEOUT: "5" });
  const spans: unknown[] = [];
  server.events.on("blind", (span) => spans.push(span));
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(2_000);
  server.clock.stall(60_000);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
  expect(spans).toHaveLength(1);
  server.clock.advance(2_500);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
  server.clock.advance(1_000);
  expect(server.shards.read.state(main(server), 5)).toBe("unhealthy");
});

test("a sleeping machine gives every shard its whole time anew", async () => {
  const server = createTestServer({ HEALTH_TIMEOUT: "5" });
  const spans: { from: number; until: number }[] = [];
  server.events.on("blind", (span) => spans.push(span));
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(4_000);
  server.clock.suspend(3_600_000);
  server.clock.advance(4_500);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
  expect(spans.map(({ from, until }) => until - from)).toEqual([3_600_000]);
  server.clock.advance(1_000);
  expect(server.shards.read.state(main(server), 5)).toBe("unhealthy");
});

test.each([86_400_000, -86_400_000])("a step of the wall clock by %i ms turns nothing red", async (step) => {
  const server = createTestServer({ HEALTH_TIMEOUT: "5" });
  await server.shards.status(main(server), 5, "online");
  server.clock.stepWall(step);
  server.clock.advance(4_900);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
});

test("late and doubled reports are acknowledged and change nothing", async () => {
  const server = createTestServer();
  expect(await server.shards.report(main(server), report("a", 2, "online"))).toBe("accepted");
  expect(await server.shards.report(main(server), report("a", 1, "offline"))).toBe("stale");
  expect(await server.shards.report(main(server), report("a", 2, "offline"))).toBe("duplicate");
  expect(server.shards.read.state(main(server), 5)).toBe("online");
});

test("a newer boot takes a shard over only once it is ready", async () => {
  const server = createTestServer();
  await server.shards.report(main(server), report("old", 1, "online"));
  await server.shards.report(main(server), report("new", 1, "starting"));
  expect(server.shards.read.state(main(server), 5)).toBe("online");
  await server.shards.report(main(server), report("new", 2, "online"));
  await server.shards.report(main(server), report("old", 2, "offline"));
  await server.shards.goodbye(main(server), "old");
  expect(server.shards.read.state(main(server), 5)).toBe("online");
});

test("a goodbye sets the shards that the boot still owns offline, and what it says later is late", async () => {
  const server = createTestServer();
  await server.shards.report(main(server), report("a", 1, "online"));
  await server.shards.goodbye(main(server), "a");
  expect(server.shards.read.summary(main(server), 5)).toMatchObject({ state: "offline", reason: "stopped" });
  expect(server.shards.read.totals(main(server)).stopped).toBe(1);
  expect(await server.shards.report(main(server), report("a", 9, "online"))).toBe("stale");
  expect(server.shards.read.state(main(server), 5)).toBe("offline");
});

test("a report's own timeout decides how long its silence is borne", async () => {
  const server = createTestServer({ HEALTH_TIMEOUT: "30" });
  await server.shards.report(main(server), report("a", 1, "online", { timeoutMs: 5_000 }));
  server.clock.advance(5_200);
  expect(server.shards.read.state(main(server), 5)).toBe("unhealthy");
});

test("each change of a shard is kept with its cause", async () => {
  const server = createTestServer();
  await server.shards.status(main(server), 5, "starting");
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(31_000);
  await server.shards.heartbeat(main(server), 5);
  const { transitions } = server.shards.read.detail(main(server), 5);
  expect(transitions.map(({ from, to, cause }) => `${from} ${to} ${cause}`)).toEqual([
    "unhealthy online heartbeat",
    "online unhealthy silence",
    "starting online report",
    "unknown starting report",
  ]);
});

test("a machine that slept until just before a deadline judges no silence by it", async () => {
  const server = createTestServer({ HEALTH_TIMEOUT: "30" });
  await server.shards.status(main(server), 5, "online");
  server.clock.advance(29_950);
  server.clock.suspend(3_600_000);
  server.clock.advance(500);
  expect(server.shards.read.state(main(server), 5)).toBe("online");
});
