import { describe, expect, test } from "vitest";
import type { ClusterTotals, GuildTotals } from "#protocol/feed.ts";
import type { StateCounts } from "#protocol/state.ts";
import { overallWords } from "./overall.ts";

const NONE: StateCounts = {
  unknown: 0,
  unhealthy: 0,
  offline: 0,
  online: 0,
  starting: 0,
  stopping: 0,
  resuming: 0,
};
const NO_GUILDS: GuildTotals = { reporting: 0, total: 0, down: 0, unavailable: 0 };

const cluster = (states: Partial<StateCounts>, rest: Partial<ClusterTotals> = {}) => {
  const all = { ...NONE, ...states };
  return {
    shardCount: Object.values(all).reduce((sum, count) => sum + count, 0),
    totals: { states: all, guilds: NO_GUILDS, stopped: 0, latencyMs: null, processes: 1, ...rest },
  };
};

const sentence = (...clusters: ReturnType<typeof cluster>[]): string => {
  const { headline, share } = overallWords(clusters);
  return share === null ? headline : `${headline}: ${share}`;
};

describe("the sentence", () => {
  test.each([
    ["All 360 shards are online", cluster({ online: 360 })],
    ["The only shard is online", cluster({ online: 1 })],
    ["All 16,384 shards are online", cluster({ online: 16_384 })],
    ["348 of 360 shards are online", cluster({ online: 348, unknown: 12 })],
    ["No bot has reported yet", cluster({ unknown: 360 })],
    ["3 of 360 shards are down: about 0.8% of servers", cluster({ online: 357, unhealthy: 2, offline: 1 })],
    ["1 of 360 shards is down: about 0.3% of servers", cluster({ online: 359, offline: 1 })],
    ["All 6 shards are down", cluster({ offline: 6 })],
    ["12 of 360 shards are starting", cluster({ online: 348, starting: 12 })],
    ["2 of 360 shards are changing", cluster({ online: 358, starting: 1, resuming: 1 })],
    ["12 of 360 shards were stopped on purpose", cluster({ online: 348, offline: 12 }, { stopped: 12 })],
    ["All 6 shards were stopped on purpose", cluster({ offline: 6 }, { stopped: 6 })],
    [
      "1 of 360 shards is down: about 0.3% of servers",
      cluster({ online: 347, unhealthy: 1, offline: 12 }, { stopped: 12 }),
    ],
  ])("%s", (words, its) => {
    expect(sentence(its)).toBe(words);
  });

  test("weighs by guilds where the bots report them", () => {
    const guilds = { reporting: 360, total: 400_000, down: 20_000, unavailable: 0 };
    expect(sentence(cluster({ online: 359, offline: 1 }, { guilds }))).toBe(
      "1 of 360 shards is down: about 5% of servers",
    );
  });

  test("weighs by shards where one of two clusters reports no guilds", () => {
    const guilds = { reporting: 10, total: 100, down: 50, unavailable: 0 };
    expect(sentence(cluster({ online: 5, offline: 5 }, { guilds }), cluster({ online: 90 }))).toBe(
      "5 of 100 shards are down: about 5% of servers",
    );
  });

  test("never says none of the servers while a shard is down", () => {
    const guilds = { reporting: 60, total: 1_000_000, down: 1, unavailable: 0 };
    expect(sentence(cluster({ online: 59, offline: 1 }, { guilds }))).toBe(
      "1 of 60 shards is down: less than 0.1% of servers",
    );
  });

  test("sums all clusters", () => {
    expect(sentence(cluster({ online: 360 }), cluster({ online: 6 }))).toBe("All 366 shards are online");
  });
});

describe("what stands below it", () => {
  test.each([
    ["", cluster({ online: 6 })],
    ["6 shards are awaited.", cluster({ unknown: 6 })],
    [
      "2 are resuming and 1 has not reported yet.",
      cluster({ online: 2, offline: 1, resuming: 2, unknown: 1 }),
    ],
    ["3 were stopped on purpose.", cluster({ online: 2, offline: 4 }, { stopped: 3 })],
    [
      "412,806 servers are being served.",
      cluster({ online: 6 }, { guilds: { reporting: 6, total: 412_806, down: 0, unavailable: 0 } }),
    ],
    [
      "90 servers are still being served.",
      cluster({ online: 5, offline: 1 }, { guilds: { reporting: 6, total: 100, down: 10, unavailable: 0 } }),
    ],
  ])("%s", (words, its) => {
    expect(overallWords([its]).detail).toBe(words);
  });
});

test.each([
  ["up", cluster({ online: 6 })],
  ["down", cluster({ online: 5, unhealthy: 1 })],
  ["down", cluster({ offline: 2 }, { stopped: 1 })],
  ["changing", cluster({ online: 5, resuming: 1 })],
  ["changing", cluster({ online: 5, offline: 1 }, { stopped: 1 })],
  ["unknown", cluster({ unknown: 6 })],
  ["unknown", cluster({ online: 5, unknown: 1 })],
] as const)("the favicon is %s", (overall, its) => {
  expect(overallWords([its]).overall).toBe(overall);
});
