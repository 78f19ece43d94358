import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test.each([
  [1, 0, 1_000],
  [1, 1, 2_000],
  [2, 1, 4_000],
  [4, 0.5, 8_500],
  [5, 1, 30_000],
  [60, 1, 30_000],
  [60, 0, 1_000],
])("after %i failures with luck %d: %i ms", (failures, random, ms) => {
  expect(backoffMs(failures, random)).toBe(ms);
});
