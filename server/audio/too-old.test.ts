import { expect, test } from "vitest";
import { isTooOld } from "./too-old.ts";

test.each([
  ["lavalink", "4.2.0", false],
  ["lavalink", "4.2.2", false],
  ["lavalink", "v4.2.2", false],
  ["lavalink", "4.10.0", false],
  ["lavalink", "5.0.0", false],
  ["lavalink", "10.0.0", false],
  ["lavalink", "4.2.0+build.7", false],
  ["lavalink", "4.2.1-rc.1", false],
  ["lavalink", "4.1.9", true],
  ["lavalink", "4.1.10", true],
  ["lavalink", "4.0.0-beta.5", true],
  ["lavalink", "4.2.0-beta.1", true],
  ["lavalink", "3.7.11", true],
  ["lavalink", "3.9.9", true],
  ["lavalink", "9a28566-SNAPSHOT", false],
  ["lavalink", "4.1.2-SNAPSHOT", false],
  ["lavalink", "unknown", false],
  ["lavalink", "", false],
  ["nodelink", "2.3.0", false],
  ["nodelink", "3.7.0", false],
] as const)("%s %s: too old is %s", (kind, version, expected) => {
  expect(isTooOld({ kind, version, sources: [], plugins: [] })).toBe(expected);
});
