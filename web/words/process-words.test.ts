import { expect, test } from "vitest";
import type { ProcessDetail } from "#protocol/process.ts";
import { countStates } from "#protocol/state.ts";
import {
  countsWords,
  memoryWords,
  processesWords,
  processName,
  shardsWords,
  sharedVersions,
} from "./process-words.ts";

const process = (more: Partial<ProcessDetail> = {}): ProcessDetail => ({
  boot: "b",
  label: null,
  shards: 20,
  shardRanges: "0-19",
  isHeard: true,
  line: "link",
  versions: { plugin: "@shardlight/bot 0.1.0", library: "discord.js 14.28.1", runtime: null },
  uptimeMs: null,
  memoryBytes: null,
  eventLoopDelayP99Ms: null,
  lastHeard: 0,
  ...more,
});

test.each([
  ["eu-3", "c0ffee00-1234", "eu-3"],
  [null, "c0ffee00-1234", "c0ffee00…"],
  ["", "short", "short"],
])("label %o and boot %s make %s", (label, boot, name) => {
  expect(processName({ label, boot })).toBe(name);
});

test.each([
  ["", "none"],
  ["0-15,18", "0–15, 18"],
  ["0,2,4,6,8,10,12", "0, 2, 4, 6, 8, 10, 12"],
  ["0,2,4,6,8,10,12,14-20", "0, 2, 4, 6, 8, 10 and 8 more"],
])("shards %s read %s", (ranges, words) => {
  expect(shardsWords(ranges)).toBe(words);
});

test.each([
  [1, "1 MB"],
  [327_155_712, "312 MB"],
  [1_503_238_554, "1.4 GB"],
])("%i bytes read %s", (bytes, words) => {
  expect(memoryWords(bytes)).toBe(words);
});

test("what all run is said once, and of each process only what differs", () => {
  const same = sharedVersions([process(), process()]);
  expect(same.words).toBe("discord.js 14.28.1 and @shardlight/bot 0.1.0");
  expect(same.isMixed).toBe(false);
  const older = process({ versions: { ...process().versions, library: "discord.js 14.27.0" } });
  const mixed = sharedVersions([process(), older]);
  expect(mixed.words).toBe("@shardlight/bot 0.1.0");
  expect(mixed.isMixed).toBe(true);
  expect(mixed.ownOf(older)).toBe("discord.js 14.27.0");
});

test("versions that nobody tells are not spoken of", () => {
  const silent = process({ versions: { plugin: null, library: null, runtime: null } });
  expect(sharedVersions([silent, silent])).toMatchObject({ words: "", isMixed: false });
});

const totals = (processes: number, state: "online" | "unhealthy" = "online") => ({
  processes,
  states: countStates([state]),
});

test("the entry names the trouble among the processes, once they are known", () => {
  expect(processesWords(totals(1), null)).toBe("1 process");
  expect(
    processesWords(totals(3), {
      visible: "all",
      processes: [process(), process({ eventLoopDelayP99Ms: 250 }), process({ isHeard: false })],
    }),
  ).toBe("3 processes · 1 more silent · 1 slow");
});

test("the entry is there for processes that died, and not where there never was one", () => {
  expect(processesWords(totals(0), null)).toBeNull();
  expect(processesWords(totals(0, "unhealthy"), null)).toBe("No process is heard");
});

test.each([
  [[[20, true]], ["1 process with 20 shards"]],
  [
    [
      [20, true],
      [20, true],
      [20, false],
    ],
    ["2 processes with 20 shards each", "1 process with 20 shards, is silent"],
  ],
  [
    [
      [0, true],
      [1, true],
    ],
    ["1 process with no shards", "1 process with 1 shard"],
  ],
  [
    [1, 2, 3, 4, 5].map((shards) => [shards, shards > 1]),
    ["5 processes with 1 to 5 shards each", "1 of them is silent"],
  ],
] as [[number, boolean][], string[]][])("%o is told as %o", (counts, lines) => {
  expect(countsWords(counts.map(([shards, isHeard]) => ({ shards, isHeard })))).toEqual(lines);
});
