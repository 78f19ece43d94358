import { expect, test } from "vitest";
import { backoffMs, slowRetryMs } from "./backoff.ts";

test.each([
  [1, 0, 600_000, 1_000],
  [1, 1, 600_000, 2_000],
  [2, 1, 600_000, 4_000],
  [3, 0.5, 600_000, 4_500],
  [6, 1, 600_000, 60_000],
  [7, 0, 600_000, 1_000],
  [100_000, 1, 600_000, 60_000],
  [100_000, 1, 37_500, 22_500],
  [100_000, 1, 5_000, 3_000],
])(
  "after %i failures and a draw of %f, with silence borne for %i ms, it waits %i ms",
  (failures, random, timeoutMs, expected) => {
    expect(backoffMs(failures, random, timeoutMs)).toBe(expected);
  },
);

test("where only a person can help it is tried every four to six minutes", () => {
  expect([slowRetryMs(0), slowRetryMs(1)]).toEqual([240_000, 360_000]);
});
