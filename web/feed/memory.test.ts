import { expect, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import { countStates } from "#protocol/state.ts";
import { FeedMemory } from "./memory.ts";

const snapshot = (at: number, states: string): FeedSnapshot => ({
  at,
  id: at,
  monitor: { history: "ok", blind: null },
  clusters: [
    {
      name: "main",
      shardCount: 3,
      states,
      totals: {
        states: countStates([]),
        guilds: { reporting: 0, total: 0, down: 0, unavailable: 0 },
        stopped: 0,
        latencyMs: null,
        processes: 0,
      },
    },
  ],
});

test("knows nothing at first, and says how the line is", () => {
  const memory = new FeedMemory();
  expect(memory.id).toBeNull();
  expect(memory.recall()).toEqual([{ kind: "mode", mode: "connecting" }]);
});

test("tells a newcomer the state after all frames, its id, and its age", () => {
  const memory = new FeedMemory();
  memory.adopt(snapshot(1_000, "o3"));
  memory.hear({ kind: "mode", mode: "live" });
  memory.hear({
    kind: "message",
    message: { event: "frame", data: { at: 2_000, clusters: { main: { changes: { offline: "1" } } } } },
    id: 1_001,
    heardAgoMs: 40_000,
  });
  const [told, mode] = memory.recall();
  expect(memory.id).toBe(1_001);
  expect(told).toMatchObject({
    id: 1_001,
    message: { event: "snapshot", data: { at: 2_000, id: 1_001, clusters: [{ states: "oxo" }] } },
  });
  expect(told?.kind === "message" && told.heardAgoMs).toBeGreaterThanOrEqual(40_000);
  expect(mode).toEqual({ kind: "mode", mode: "live" });
});

test("takes a tab's snapshot only where it is newer", () => {
  const memory = new FeedMemory();
  expect(memory.adopt(snapshot(1_000, "o3"))).toBe(true);
  expect(memory.adopt(snapshot(900, "x3"))).toBe(false);
  expect(memory.adopt(snapshot(1_100, "x3"))).toBe(true);
  expect(memory.id).toBe(1_100);
});
