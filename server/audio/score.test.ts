import fc from "fast-check";
import { expect, test } from "vitest";
import { type NodeStats, nodeStatsSchema } from "#protocol/lavalink.ts";
import { scoreOf } from "./score.ts";

const IDLE: NodeStats = {
  players: 0,
  playing: 0,
  uptimeMs: 1_000,
  memory: { usedBytes: 0, reservableBytes: 1_000 },
  load: { system: 0, node: 0 },
  frames: { sent: 3_000, nulled: 0, deficit: 0 },
};
const full = { usedBytes: 2_000, reservableBytes: 1_000 };

test.each([
  ["that is idle", IDLE, 0, 0],
  ["of which nothing is known", null, 7, 50],
  [
    "that tells no frames and no memory",
    { ...IDLE, frames: null, memory: { usedBytes: 9, reservableBytes: 0 } },
    0,
    0,
  ],
  ["whose machine is busy with something else", { ...IDLE, load: { system: 1, node: 0 } }, 0, 35],
  ["that alone is busy", { ...IDLE, load: { system: 0.5, node: 1 } }, 0, 35],
  ["with 100 players", { ...IDLE, players: 100 }, 3, 12.5],
  ["with 100 players that it does not know of yet", { ...IDLE, players: 3 }, 100, 12.5],
  [
    "that sends half of the frames",
    { ...IDLE, frames: { sent: 1_500, nulled: 500, deficit: 1_000 } },
    0,
    12.5,
  ],
  [
    "that sends none, of the frames of many players",
    { ...IDLE, frames: { sent: 0, nulled: 0, deficit: 90_000 } },
    0,
    25,
  ],
  ["whose memory is full", { ...IDLE, memory: full }, 0, 15],
  [
    "that is full",
    {
      ...IDLE,
      players: 10_000_000,
      memory: full,
      load: { system: 1, node: 1 },
      frames: { sent: 0, nulled: 0, deficit: 9_000 },
    },
    0,
    100,
  ],
])("the score of a node %s", (_which, stats, ownPlayers, score) => {
  expect(scoreOf({ stats, ownPlayers })).toBe(score);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true });
const frame = fc.double({ min: 0, max: 10_000_000, noNaN: true });
const count = fc.nat(10_000_000);
const anyStats = fc.record({
  players: count,
  playing: count,
  uptimeMs: amount,
  memory: fc.record({ usedBytes: amount, reservableBytes: fc.oneof(fc.constant(0), amount) }),
  load: fc.record({ system: share, node: share }),
  frames: fc.option(fc.record({ sent: frame, nulled: frame, deficit: frame })),
});

test("whatever is told, the score is a number from 0 to 100", () => {
  fc.assert(
    fc.property(anyStats, fc.oneof(count, fc.double()), (stats, ownPlayers) => {
      expect(nodeStatsSchema.safeParse(stats).success).toBe(true);
      const score = scoreOf({ stats, ownPlayers });
      expect(score >= 0 && score <= 100).toBe(true);
    }),
  );
});

test("more of anything never makes the score less", () => {
  type More = (stats: NodeStats, by: number) => NodeStats;
  const grown: readonly More[] = [
    (stats, by) => ({ ...stats, players: stats.players + Math.ceil(by * 1_000) }),
    (stats, by) => ({ ...stats, load: { ...stats.load, system: Math.min(stats.load.system + by, 1) } }),
    (stats, by) => ({ ...stats, load: { ...stats.load, node: Math.min(stats.load.node + by, 1) } }),
    (stats, by) => ({ ...stats, memory: { ...stats.memory, usedBytes: stats.memory.usedBytes * (1 + by) } }),
    ({ frames, ...stats }, by) => ({
      ...stats,
      frames: frames && { ...frames, nulled: frames.nulled + by * 3_000 },
    }),
    ({ frames, ...stats }, by) => ({
      ...stats,
      frames: frames && { ...frames, deficit: frames.deficit + by * 3_000 },
    }),
  ];
  fc.assert(
    fc.property(anyStats, count, share, fc.constantFrom(...grown), (stats, ownPlayers, by, more) => {
      const score = scoreOf({ stats, ownPlayers });
      expect(scoreOf({ stats: more(stats, by), ownPlayers })).toBeGreaterThanOrEqual(score);
      expect(scoreOf({ stats, ownPlayers: ownPlayers + 1 })).toBeGreaterThanOrEqual(score);
    }),
  );
});
