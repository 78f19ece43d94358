import { expect, test } from "vitest";
import { asked, type Breaker, FRESH, failed, healthOf, mayAsk } from "./breaker.ts";

/** So many failures in a row, each at once. */
const after = (failures: number, now = 0): Breaker =>
  Array.from({ length: failures }).reduce<Breaker>((breaker) => failed(breaker, now), FRESH);

test.each([
  [0, "ok", 0],
  [1, "degraded", 0],
  [2, "degraded", 0],
  [3, "away", 30_000],
  [4, "away", 60_000],
  [5, "away", 120_000],
  [6, "away", 240_000],
  [7, "away", 300_000],
  [1_000, "away", 300_000],
])("after %d failures it is %s, and rests for %d ms", (failures, health, restMs) => {
  const breaker = after(failures, 7_000);
  expect(healthOf(breaker)).toBe(health);
  expect(mayAsk(breaker, 7_000 + restMs)).toBe(true);
  expect(mayAsk(breaker, 7_000 + restMs - 1)).toBe(restMs === 0);
});

test("after its rest one asks alone", () => {
  const tried = asked(after(3), 30_000, 5_000);
  expect(mayAsk(tried, 30_001)).toBe(false);
  expect(mayAsk(tried, 35_000)).toBe(true);
  expect(healthOf(tried)).toBe("away");
});

test("one that does well is asked by all at once", () => {
  expect(mayAsk(asked(FRESH, 0, 5_000), 1)).toBe(true);
  expect(mayAsk(asked(after(2), 0, 5_000), 1)).toBe(true);
});
