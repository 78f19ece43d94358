import { expect, test } from "vitest";
import { backoffMs, slowRetryMs } from "./backoff.ts";

test.each([
  [1, 0, 1_000],
  [1, 1, 2_000],
  [2, 1, 4_000],
  [3, 0.5, 4_500],
  [6, 1, 60_000],
  [7, 0, 1_000],
  [7, 1, 60_000],
  [100_000, 1, 60_000],
])("after %i failures and a draw of %f it waits %i ms", (failures, random, expected) => {
  expect(backoffMs(failures, random)).toBe(expected);
});

test("where only a person can help it is tried every four to six minutes", () => {
  expect([slowRetryMs(0), slowRetryMs(1)]).toEqual([240_000, 360_000]);
});
