import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeInfoSchema, nodeStatsSchema, routePlannerSchema } from "./lavalink.ts";
import { readInfo, readRoutePlanner, readStats } from "./lavalink-answers.ts";

const LAVALINK_INFO = {
  version: { semver: "4.2.2", major: 4, minor: 2, patch: 2, preRelease: null, build: null },
  buildTime: 1775901600000,
  git: { branch: "HEAD", commit: "d7d5a54", commitTime: 1775901500000 },
  jvm: "18.0.2.1",
  lavaplayer: "2.2.6",
  sourceManagers: ["youtube", "soundcloud", "http"],
  filters: ["volume", "equalizer"],
  plugins: [{ name: "youtube-plugin", version: "1.18.2" }],
};
const NODELINK_INFO = {
  version: { semver: "3.7.0", major: 3, minor: 7, patch: 0, prerelease: [], build: [] },
  buildTime: -1,
  node: "v22.12.0",
  voice: { name: "@performanc/voice", version: "github:PerformanC/voice" },
  isNodelink: true,
  sourceManagers: ["youtube", "deezer"],
  filters: [],
  plugins: [{ name: "own", version: "0.0.0", author: null, path: null }],
};

test.each([
  [
    "Lavalink",
    LAVALINK_INFO,
    {
      kind: "lavalink",
      version: "4.2.2",
      sources: ["youtube", "soundcloud", "http"],
      plugins: [{ name: "youtube-plugin", version: "1.18.2" }],
    },
  ],
  [
    "NodeLink 3, without jvm and lavaplayer",
    NODELINK_INFO,
    {
      kind: "nodelink",
      version: "3.7.0",
      sources: ["youtube", "deezer"],
      plugins: [{ name: "own", version: "0.0.0" }],
    },
  ],
  [
    "NodeLink 2, whose numbers are texts",
    { version: { major: "2", minor: "3", patch: "0" }, isNodeLink: true, sourceManagers: [] },
    { kind: "nodelink", version: "2.3.0", sources: [], plugins: [] },
  ],
  [
    "a node with entries that are no names and no plugins",
    {
      version: { semver: "4.2.2" },
      sourceManagers: ["http", "http", 7, "", null, "x".repeat(65)],
      plugins: [null, "own", { version: "1" }, { name: "own" }],
    },
    { kind: "lavalink", version: "4.2.2", sources: ["http"], plugins: [{ name: "own", version: "" }] },
  ],
  [
    "a node with a long version",
    { version: { semver: `4.2.2-${"x".repeat(80)}` }, sourceManagers: [], plugins: [] },
    { kind: "lavalink", version: `4.2.2-${"x".repeat(58)}`, sources: [], plugins: [] },
  ],
  [
    "a node with numbers beyond all bounds",
    { version: { major: 1e300, minor: -1, patch: 2.5 }, sourceManagers: [] },
    { kind: "lavalink", version: "10000000.0.2", sources: [], plugins: [] },
  ],
  ["something else with a version", { version: "1.2.3" }, null],
  ["Lavalink's error", { timestamp: 1, status: 404, error: "Not Found", path: "/v4/info" }, null],
  ["a version without numbers", { version: { major: "x" }, sourceManagers: [] }, null],
  ["a list", [], null],
  ["a text", "4.2.2", null],
  ["nothing", null, null],
])("the info of %s is read", (_who, json, info) => {
  expect(readInfo(json)).toEqual(info);
});

const STATS = {
  players: 3,
  playingPlayers: 2,
  uptime: 123_456_789,
  memory: { free: 1, used: 2_000, allocated: 3_000, reservable: 4_000 },
  cpu: { cores: 4, systemLoad: 0.5, lavalinkLoad: 0.25 },
};
const READ = {
  players: 3,
  playing: 2,
  uptimeMs: 123_456_789,
  memory: { usedBytes: 2_000, reservableBytes: 4_000 },
  load: { system: 0.5, node: 0.25 },
  frames: null,
};

test.each([
  ["of the REST API", STATS, READ],
  [
    "of the socket, with more frames than expected",
    { op: "stats", ...STATS, frameStats: { sent: 6_000, nulled: 10, deficit: -3_010 } },
    { ...READ, frames: { sent: 6_000, nulled: 10, deficit: 0 } },
  ],
  ["of NodeLink, idle", { ...STATS, frameStats: null, detailedStats: {} }, READ],
  [
    "of NodeLink, whose load is an average below the number of cores",
    { ...STATS, cpu: { cores: 4, systemLoad: 1.17, nodelinkLoad: 0.03 } },
    { ...READ, load: { system: 1.17 / 4, node: 0.03 } },
  ],
  [
    "of NodeLink, whose load is an average below 1",
    { ...STATS, cpu: { cores: 4, systemLoad: 0.8, nodelinkLoad: 0.03 } },
    { ...READ, load: { system: 0.2, node: 0.03 } },
  ],
  [
    "of NodeLink 2, which tells an average and names its share as Lavalink does",
    { ...STATS, cpu: { cores: 2, systemLoad: 9, lavalinkLoad: 0 } },
    { ...READ, load: { system: 1, node: 0 } },
  ],
  [
    "of NodeLink, which counts frames since its start",
    { ...STATS, frameStats: { sent: 599_400, nulled: 200, deficit: 600, expected: 600_000 } },
    { ...READ, frames: { sent: 2_997, nulled: 1, deficit: 3 } },
  ],
  [
    "of NodeLink that expects no frames yet",
    { ...STATS, frameStats: { sent: 0, nulled: 0, deficit: 0, expected: 0 } },
    READ,
  ],
  [
    "that are nonsense",
    {
      players: -1,
      playingPlayers: Number.NaN,
      uptime: Number.POSITIVE_INFINITY,
      memory: { used: Number.NEGATIVE_INFINITY, reservable: "much" },
      cpu: { cores: 0, systemLoad: Number.POSITIVE_INFINITY, lavalinkLoad: -3 },
      frameStats: { sent: Number.POSITIVE_INFINITY, nulled: Number.NaN, deficit: null },
    },
    {
      players: 0,
      playing: 0,
      uptimeMs: Number.MAX_SAFE_INTEGER,
      memory: { usedBytes: 0, reservableBytes: 0 },
      load: { system: 1, node: 0 },
      frames: { sent: 10_000_000, nulled: 0, deficit: 0 },
    },
  ],
  [
    "with fractions of players and no memory",
    { players: 1.5, cpu: {} },
    {
      players: 1,
      playing: 0,
      uptimeMs: 0,
      memory: { usedBytes: 0, reservableBytes: 0 },
      load: { system: 0, node: 0 },
      frames: null,
    },
  ],
  ["that are an error", { timestamp: 1, status: 401, error: "Unauthorized", path: "/v4/stats" }, null],
  ["that are another message", { op: "ready", resumed: false, sessionId: "xtaug914v9k5032f" }, null],
  ["that are nothing", undefined, null],
])("stats %s are read", (_which, json, stats) => {
  expect(readStats(json)).toEqual(stats);
});

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const failing = (failingTimestamp: unknown) => ({
  failingAddress: "/2001:db8::1",
  failingTimestamp,
  failingTime: "Mon Nov 11 00:00:00 UTC 2026",
});

test.each([
  [
    "of two /48 in turns, with its entries of a week ago",
    {
      class: "RotatingNanoIpRoutePlanner",
      details: {
        ipBlock: { type: "Inet6Address", size: "1208925819614629174706176" },
        failingAddresses: [
          failing(NOW - 7 * DAY_MS),
          failing(NOW - 7 * DAY_MS + 1),
          failing(NOW),
          failing("x"),
        ],
        blockIndex: "3",
        currentAddressIndex: "36792023813",
      },
    },
    {
      kind: "RotatingNanoIpRoutePlanner",
      size: "1208925819614629174706176",
      blockIndex: "3",
      failing: 2,
    },
  ],
  [
    "of IPv4 with numbers as numbers",
    { class: "RotatingIpRoutePlanner", details: { ipBlock: { type: "Inet4Address", size: 256 } } },
    { kind: "RotatingIpRoutePlanner", size: "256", blockIndex: null, failing: 0 },
  ],
  [
    "with sizes that are none",
    { class: "X", details: { ipBlock: { size: "-1" }, blockIndex: "9".repeat(41) } },
    { kind: "X", size: null, blockIndex: null, failing: 0 },
  ],
  ["that is not there", { class: null, details: null }, null],
  ["of an error", { timestamp: 1, status: 404, path: "/v4/routeplanner/status" }, null],
  ["of nothing", "", null],
])("a route planner %s is read", (_which, json, planner) => {
  expect(readRoutePlanner(json, NOW)).toEqual(planner);
});

/** Any value in the places where the readers look, and any JSON at all. */
const anything = fc.oneof(fc.jsonValue(), fc.anything());
const likeInfo = fc.record(
  {
    version: fc.oneof(anything, fc.record({ semver: anything, major: anything, minor: anything })),
    isNodelink: anything,
    sourceManagers: fc.oneof(anything, fc.array(fc.string({ maxLength: 70 }), { maxLength: 70 })),
    plugins: fc.oneof(
      anything,
      fc.array(fc.record({ name: fc.string({ maxLength: 70 }), version: anything })),
    ),
  },
  { requiredKeys: [] },
);
const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.string(), anything);
const likeStats = fc.record(
  {
    players: anyNumber,
    playingPlayers: anyNumber,
    uptime: anyNumber,
    memory: fc.oneof(anything, fc.record({ used: anyNumber, reservable: anyNumber })),
    cpu: fc.oneof(
      anything,
      fc.record({ cores: anyNumber, systemLoad: anyNumber, nodelinkLoad: anyNumber }),
      fc.record({ cores: anyNumber, systemLoad: anyNumber, lavalinkLoad: anyNumber }),
    ),
    frameStats: fc.oneof(
      anything,
      fc.record(
        { sent: anyNumber, nulled: anyNumber, deficit: anyNumber, expected: anyNumber },
        { requiredKeys: ["sent"] },
      ),
    ),
  },
  { requiredKeys: ["players"] },
);
const likePlanner = fc.record({
  class: fc.oneof(fc.string(), anything),
  details: fc.oneof(
    anything,
    fc.record({
      ipBlock: fc.oneof(anything, fc.record({ size: fc.oneof(fc.bigInt().map(String), anything) })),
      blockIndex: anyNumber,
      failingAddresses: fc.oneof(anything, fc.array(fc.oneof(anything, anyNumber.map(failing)))),
    }),
  ),
});

test("whatever a node answers, what is read of it keeps to the schemas", () => {
  fc.assert(
    fc.property(fc.oneof(anything, likeInfo, likeStats, likePlanner), (json) => {
      for (const [schema, value] of [
        [nodeInfoSchema, readInfo(json)],
        [nodeStatsSchema, readStats(json)],
        [routePlannerSchema, readRoutePlanner(json, NOW)],
      ] as const) {
        expect(schema.nullable().safeParse(value).error).toBeUndefined();
      }
    }),
    { numRuns: 2_000 },
  );
});
