import { expect, test } from "vitest";
import { agoWords, clockWords, exactWords, spanWords, UTC_TIME } from "./time.ts";

test.each([
  [-5, "0 s"],
  [0, "0 s"],
  [999, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [130_000, "2 min 10 s"],
  [599_000, "9 min 59 s"],
  [601_000, "10 min"],
  [3_600_000, "1 h"],
  [15_120_000, "4 h 12 min"],
  [86_400_000, "1 day"],
  [93_600_000, "1 day 2 h"],
  [259_200_000 + 3_600_000, "3 days"],
  [12 * 86_400_000, "12 days"],
])("%i ms is %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

const AT = Date.UTC(2026, 10, 21, 21, 14, 7);

test("an instant in the future, by a clock that runs ahead, reads as now", () => {
  expect(agoWords(AT + 500, AT)).toBe("just now");
  expect(agoWords(AT - 2_000, AT)).toBe("2 s ago");
});

test("a near instant is a time of day, a far one has its date", () => {
  expect(clockWords(AT, AT + 60_000, UTC_TIME)).toBe("21:14 UTC");
  expect(clockWords(AT, AT + 3 * 86_400_000, UTC_TIME)).toBe("21 Nov, 21:14 UTC");
});

test("the exact instant has everything", () => {
  expect(exactWords(AT, UTC_TIME)).toBe("21 November 2026 at 21:14:07 UTC");
});
