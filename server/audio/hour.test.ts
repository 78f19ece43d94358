import { expect, test } from "vitest";
import { Hour } from "./hour.ts";

const MINUTE_MS = 60_000;

test("an hour has a value a minute, the highest, and gaps where nothing was heard", () => {
  const hour = new Hour(0);
  hour.note(0.2, 1_000);
  hour.note(0.5, 2_000);
  hour.note(0.1, 3_000);
  hour.note(0.3, 2 * MINUTE_MS);
  const values = hour.read(3 * MINUTE_MS);
  expect(values).toHaveLength(60);
  expect(values.slice(-4)).toEqual([0.5, null, 0.3, null]);
});

test("what is older than an hour is forgotten", () => {
  const hour = new Hour(0);
  hour.note(1, 0);
  expect(hour.read(59 * MINUTE_MS)[0]).toBe(1);
  expect(hour.read(60 * MINUTE_MS).every((value) => value === null)).toBe(true);
  expect(new Hour(0).read(10 ** 9)).toHaveLength(60);
});
