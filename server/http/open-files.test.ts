import { expect, test } from "vitest";
import { connectionsWithin, openFilesLimit } from "./open-files.ts";

test.each([
  [25_000, null, 25_000],
  [25_000, 1_048_576, 25_000],
  [25_000, 1_024, 960],
  [25_000, 100, 50],
  [10, 1_024, 10],
])("%i connections with %s open files are %i", (wished, limit, expected) => {
  expect(connectionsWithin(wished, limit)).toBe(expected);
});

test("a system that does not tell its limit sets none", () => {
  expect(openFilesLimit("/nowhere")).toBeNull();
});
