import { describe, expect, test } from "vitest";
import { answerWords, find } from "./finder-words.ts";

const CLUSTERS = [
  { name: "main", shardCount: 360 },
  { name: "patron_1", shardCount: 6 },
];
const NOW = Date.UTC(2026, 10, 21);

test("a guild has its place in each cluster", () => {
  expect(find(" https://discord.com/channels/81384788765712384/1/2 ", CLUSTERS, NOW)).toEqual({
    kind: "guild",
    guildId: 81_384_788_765_712_384n,
    places: [
      { cluster: "main", shard: Number((81_384_788_765_712_384n >> 22n) % 360n) },
      { cluster: "patron_1", shard: Number((81_384_788_765_712_384n >> 22n) % 6n) },
    ],
  });
});

test("an ID at which doubles fail keeps all its digits", () => {
  const found = find("1000000000000000001", [{ name: "main", shardCount: 7 }], NOW);
  expect(found).toMatchObject({ kind: "guild", guildId: 1_000_000_000_000_000_001n });
});

test("a direct message is on shard 0 of each cluster", () => {
  expect(find("https://discord.com/channels/@me/123456789012345678", CLUSTERS, NOW)).toEqual({
    kind: "direct_message",
    places: [
      { cluster: "main", shard: 0 },
      { cluster: "patron_1", shard: 0 },
    ],
  });
});

test.each([
  ["", "empty"],
  ["hello", "no_digits"],
  ["12345", "too_short"],
  ["123456789012345678901234", "too_long"],
  ["18446744073709551616", "impossible"],
])("%o is no ID: %s", (pasted, problem) => {
  expect(find(pasted, CLUSTERS, NOW)).toEqual({ kind: "problem", problem });
});

describe("the answer", () => {
  const place = { cluster: "main", shard: 41 };
  const known = {
    state: "unhealthy",
    since: NOW - 100_000,
    lastHeard: NOW - 130_000,
    latencyMs: null,
    guilds: 1_146,
    unavailableGuilds: null,
    reason: null,
  } as const;

  test.each([
    ["It is not answering.", "unhealthy", known],
    ["It says that it is not well.", "unhealthy", { ...known, lastHeard: NOW - 1_000 }],
    ["It was stopped on purpose.", "offline", { ...known, state: "offline", reason: "stopped" }],
    ["It is offline.", "offline", null],
    ["It is online.", "online", null],
    ["Nothing has been heard from it yet.", "unknown", null],
  ] as const)("ends: %s", (how, state, its) => {
    expect(answerWords("guild", place, state, its)).toEqual(["Your server is on shard 41 of main.", how]);
  });
});
