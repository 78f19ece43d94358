import { expect, test } from "vitest";
import { LONGEST_WAIT_MS, MOST_TRIES, retryAfterMs, retryInMs } from "./retry.ts";

const NOW = Date.UTC(2026, 10, 21, 21, 14, 7);
const HOUR_MS = 3_600_000;

test("spans grow from 5 s to 6 h, and no two that failed together come back together", () => {
  const spans = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => retryInMs(failures, 0.5));
  expect(spans).toEqual([
    5_000,
    20_000,
    80_000,
    320_000,
    1_280_000,
    5_120_000,
    20_480_000,
    6 * HOUR_MS,
    6 * HOUR_MS,
  ]);
  expect([retryInMs(1, 0), retryInMs(1, 1)]).toEqual([4_000, 6_000]);
});

test("all tries together take about three days", () => {
  let totalMs = 0;
  for (let failures = 1; failures < MOST_TRIES; failures += 1) totalMs += retryInMs(failures, 0.5);
  expect(totalMs / (24 * HOUR_MS)).toBeCloseTo(3, 0);
});

test.each([
  ["120", 120_000],
  [" 7 ", 7_000],
  ["0", 0],
  ["-5", 0],
  ["soon", 0],
  ["", 0],
  [undefined, 0],
  ["Sat, 21 Nov 2026 21:15:07 GMT", 60_000],
  ["Sat, 21 Nov 2026 21:13:07 GMT", 0],
  ["99999999999999999999", LONGEST_WAIT_MS],
  ["Sat, 21 Nov 2099 21:15:07 GMT", LONGEST_WAIT_MS],
])("Retry-After: %s", (header, waitMs) => {
  expect(retryAfterMs(header, NOW)).toBe(waitMs);
});
