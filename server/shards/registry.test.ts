import { expect, test } from "vitest";
import { SHARD_STATES } from "#protocol/state.ts";
import { deadlineOf, expires, isPast } from "./expiry.ts";
import { ShardRegistry } from "./registry.ts";

const registryOf = (shardCount: number) =>
  new ShardRegistry([
    { name: "main", shardCount },
    { name: "patron_1", shardCount: 6 },
  ]);

test("only a shard that lives by its heartbeats expires", () => {
  expect(SHARD_STATES.filter(expires)).toEqual(["online", "starting", "stopping", "resuming"]);
});

test("the deadline itself is still in time", () => {
  const deadline = deadlineOf("online", 1_000, 30_000);
  expect(isPast(deadline, 31_000)).toBe(false);
  expect(isPast(deadline, 31_000.001)).toBe(true);
  expect(isPast(deadlineOf("offline", 1_000, 30_000), Number.MAX_SAFE_INTEGER)).toBe(false);
});

test("shards of a second cluster come after those of the first", () => {
  const registry = registryOf(60);
  expect(registry.cluster("patron_1")?.first).toBe(60);
  expect(registry.clusterAt(59).name).toBe("main");
  expect(registry.clusterAt(60).name).toBe("patron_1");
  expect(registry.size).toBe(66);
});

test("the start of a state stays while the state is said again", () => {
  const registry = registryOf(1);
  registry.set(0, { state: "online", reason: null }, 100);
  registry.set(0, { state: "online", reason: "still" }, 200);
  expect(registry.since(0)).toBe(100);
  registry.set(0, { state: "offline", reason: null }, 300);
  expect(registry.since(0)).toBe(300);
});

test("the earliest deadline is never later than any deadline", () => {
  const registry = registryOf(3);
  for (const [index, heardAt] of [500, 100, 300].entries()) {
    registry.hear(index, heardAt, 1_000);
    registry.set(index, { state: "online", reason: null }, 0);
  }
  expect(registry.earliestDeadlineAt).toBe(1_100);
  expect(registry.silent(1_200)).toEqual([1]);
  expect(registry.earliestDeadlineAt).toBe(1_300);
});

test("extended deadlines come later by as much", () => {
  const registry = registryOf(1);
  registry.hear(0, 0, 1_000);
  registry.set(0, { state: "online", reason: null }, 0);
  registry.extendDeadlines(60_000);
  expect(registry.silent(60_900)).toEqual([]);
  expect(registry.silent(61_001)).toEqual([0]);
});

test("a restored shard has its whole time from the restart, and is silent once", () => {
  const registry = registryOf(1);
  registry.restore(0, { state: "online", reason: null, since: 5, timeoutMs: 1_000, owner: 0 }, 10_000);
  expect(registry.silent(11_000)).toEqual([]);
  expect(registry.silent(11_001)).toEqual([0]);
  registry.set(0, { state: "unhealthy", reason: null }, 11_001);
  expect(registry.silent(20_000)).toEqual([]);
});

test("finding the silent among 65,536 takes less than a hundredth of the time that it has", () => {
  const registry = registryOf(65_000);
  for (let index = 0; index < 65_000; index += 1) {
    registry.hear(index, index, 1e9);
    registry.set(index, { state: "online", reason: null }, 0);
  }
  registry.silent(0);
  const startedAt = performance.now();
  for (let round = 0; round < 20; round += 1) registry.silent(0);
  expect((performance.now() - startedAt) / 20).toBeLessThan(2);
});
