import { expect, test } from "vitest";
import type { NodeView } from "#protocol/audio-view.ts";
import type { ClusterTotals, FeedSnapshot } from "#protocol/feed.ts";
import { countStates } from "#protocol/state.ts";
import { reduce, snapshotOfState, stateOfSnapshot } from "./reduce.ts";

const totals = (processes: number): ClusterTotals => ({
  states: countStates([]),
  guilds: { reporting: 0, total: 0, down: 0, unavailable: 0 },
  stopped: 0,
  latencyMs: null,
  processes,
});
const SNAPSHOT: FeedSnapshot = {
  at: 1_000,
  id: 7,
  monitor: { history: "ok", blind: null },
  clusters: [
    { name: "main", shardCount: 5, states: "o3?2", totals: totals(1) },
    { name: "patron_1", shardCount: 2, states: "o2", totals: totals(2) },
  ],
};
const STATE = stateOfSnapshot(SNAPSHOT);

test("a snapshot tells all", () => {
  expect(STATE.clusters[0]?.states).toEqual(["online", "online", "online", "unknown", "unknown"]);
  expect(reduce(null, { event: "snapshot", data: SNAPSHOT })).toEqual(STATE);
});

test("a state tells its snapshot again", () => {
  expect(snapshotOfState(STATE, 7)).toEqual(SNAPSHOT);
});

test("a frame changes what it names and nothing else", () => {
  const next = reduce(STATE, {
    event: "frame",
    data: {
      at: 2_000,
      clusters: { main: { changes: { offline: "0-1", online: "3" }, totals: totals(9) } },
    },
  });
  expect(next?.at).toBe(2_000);
  expect(next?.clusters[0]?.states).toEqual(["offline", "offline", "online", "online", "unknown"]);
  expect(next?.clusters[0]?.totals.processes).toBe(9);
  expect(next?.clusters[1]).toBe(STATE.clusters[1]);
  expect(STATE.clusters[0]?.states[0]).toBe("online");
});

test("pulses alone keep the cluster the same object, so that nothing is drawn anew", () => {
  const next = reduce(STATE, { event: "frame", data: { at: 2_000, clusters: { main: { pulses: "0-4" } } } });
  expect(next?.clusters[0]).toBe(STATE.clusters[0]);
});

test("shards and clusters that are not known are passed over", () => {
  const next = reduce(STATE, {
    event: "frame",
    data: {
      at: 2_000,
      clusters: { main: { changes: { offline: "4-9" } }, other: { changes: { offline: "0" } } },
    },
  });
  expect(next?.clusters[0]?.states).toHaveLength(5);
  expect(next?.clusters).toHaveLength(2);
});

test("a tick tells the time and how the monitor is", () => {
  const monitor = { history: "degraded", blind: null } as const;
  const next = reduce(STATE, { event: "tick", data: { at: 3_000, monitor } });
  expect(next).toEqual({ ...STATE, at: 3_000, monitor });
});

const node = (id: string, load: number): NodeView => ({ id, pool: "default", load });
const NODES: FeedSnapshot = { ...SNAPSHOT, nodes: [node("a", 0.1), node("b", 0.2)] };

test("audio nodes that changed are others, in their places, new ones come last, and gone ones go", () => {
  const before = stateOfSnapshot(NODES);
  const next = reduce(before, {
    event: "frame",
    data: { at: 2_000, clusters: {}, nodes: { changed: [node("c", 0), node("a", 0.9)], gone: ["b", "x"] } },
  });
  expect(next?.nodes).toEqual([node("a", 0.9), node("c", 0)]);
  expect(before.nodes).toEqual(NODES.nodes);
});

test("a frame without audio nodes keeps them the same, so that nothing is drawn anew", () => {
  const before = stateOfSnapshot(NODES);
  const next = reduce(before, { event: "frame", data: { at: 2_000, clusters: { main: { pulses: "0" } } } });
  expect(next?.nodes).toBe(before.nodes);
});

test("the first audio node of all comes by a frame", () => {
  const frame = { at: 2_000, clusters: {}, nodes: { changed: [node("a", 0)], gone: [] } };
  expect(STATE.nodes).toBeNull();
  expect(reduce(STATE, { event: "frame", data: frame })?.nodes).toEqual([node("a", 0)]);
});

test("a state with audio nodes tells its snapshot again, and one without leaves them out", () => {
  expect(snapshotOfState(stateOfSnapshot(NODES), 7)).toEqual(NODES);
  expect(snapshotOfState(STATE, 7)).not.toHaveProperty("nodes");
});

test("what comes before the first snapshot changes nothing", () => {
  expect(reduce(null, { event: "frame", data: { at: 1, clusters: {} } })).toBeNull();
});
