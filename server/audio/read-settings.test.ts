import { expect, test } from "vitest";
import { PUBLIC_NODE_FIELDS } from "#protocol/audio.ts";
import { ConfigError, readConfig } from "../config.ts";
import { DEFAULT_AUDIO_SETTINGS } from "./settings.ts";

const read = (env: Record<string, string>) => readConfig(env).audio;
const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};
const pools = (count: number) => Array.from({ length: count }, (_, place) => `p${place}`).join(";");

test("nothing set gives the defaults", () => {
  expect(read({})).toEqual(DEFAULT_AUDIO_SETTINGS);
});

test("pools keep their order, and a name alone is watched", () => {
  expect([...read({ AUDIO_POOLS: " main:retire ; patrons;eu-1 : drain;" }).pools]).toEqual([
    ["main", "retire"],
    ["patrons", "watch"],
    ["eu-1", "drain"],
  ]);
  expect(read({ AUDIO_POOLS: pools(64) }).pools.size).toBe(64);
});

test.each([";", "main:", "main:destroy", "main:watch:drain", "-x", "a b", "a;a:drain", ":watch", pools(65)])(
  "AUDIO_POOLS=%.40s is refused by name",
  (text) => {
    expect(faultsOf({ AUDIO_POOLS: text })).toEqual([expect.stringMatching(/^AUDIO_POOLS: /)]);
  },
);

test("the public is shown some fields, all, or no panel", () => {
  expect(read({ AUDIO_PUBLIC: "players, state,state" }).publicFields).toEqual(["state", "players"]);
  expect(read({ AUDIO_PUBLIC: "all" }).publicFields).toEqual(PUBLIC_NODE_FIELDS);
  expect(read({ AUDIO_PUBLIC: "none" }).publicFields).toEqual([]);
});

test.each(["state,address", "none,state", "all,state", ",", "password"])(
  "AUDIO_PUBLIC=%s is refused by name",
  (text) => {
    expect(faultsOf({ AUDIO_PUBLIC: text })).toEqual([expect.stringMatching(/^AUDIO_PUBLIC: /)]);
  },
);

test("essential sources are a list, or none", () => {
  expect(read({ AUDIO_ESSENTIAL_SOURCES: "youtube, soundcloud,youtube" }).essentialSources).toEqual([
    "youtube",
    "soundcloud",
  ]);
  expect(read({ AUDIO_ESSENTIAL_SOURCES: "none" }).essentialSources).toEqual([]);
  for (const text of ["none,youtube", "you tube", ","]) {
    expect(faultsOf({ AUDIO_ESSENTIAL_SOURCES: text })).toHaveLength(1);
  }
});

test("times are in seconds, and shares in percent", () => {
  const { thresholds, leaseMs, drainDeadlineMs } = read({
    AUDIO_LEASE: "10",
    AUDIO_DRAIN_DEADLINE: "0",
    AUDIO_WINDOW: "60",
    AUDIO_MIN_SAMPLES: "3",
    AUDIO_LIMITED_PERCENT: "50",
    AUDIO_DEGRADED_PERCENT: "30",
    AUDIO_CLEAR_PERCENT: "29",
    AUDIO_CLEAR_FOR: "5",
    AUDIO_EXHAUSTED_AFTER: "90",
    AUDIO_EXHAUSTED_GUILDS: "2",
  });
  expect({ leaseMs, drainDeadlineMs }).toEqual({ leaseMs: 10_000, drainDeadlineMs: 0 });
  expect(thresholds).toEqual({
    windowMs: 60_000,
    minSamples: 3,
    limitedRatio: 0.5,
    degradedRatio: 0.3,
    clearRatio: 0.29,
    clearForMs: 5_000,
    exhaustedAfterMs: 90_000,
    exhaustedGuilds: 2,
  });
});

test.each([
  ["AUDIO_LEASE", "9"],
  ["AUDIO_LEASE", "601"],
  ["AUDIO_DRAIN_DEADLINE", "604801"],
  ["AUDIO_WINDOW", "59"],
  ["AUDIO_MIN_SAMPLES", "0"],
  ["AUDIO_LIMITED_PERCENT", "101"],
  ["AUDIO_CLEAR_PERCENT", "0"],
  ["AUDIO_CLEAR_FOR", "soon"],
  ["AUDIO_EXHAUSTED_AFTER", "9"],
  ["AUDIO_EXHAUSTED_GUILDS", "0"],
  ["AUDIO_LIMITED_PERCENT", "20"],
  ["AUDIO_DEGRADED_PERCENT", "5"],
])("%s=%s is refused by name", (name, text) => {
  expect(faultsOf({ [name]: text })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
});
