import { describe, expect, test } from "vitest";
import { drawHour, grow } from "./hour.ts";

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = { until: NOON, load: [0.1, 0.2, null, 0.4] };

describe("an hour", () => {
  test("takes another load in the same minute as the truth about it", () => {
    expect(grow(HOUR, NOON + 59_999, 0.5).load).toEqual([0.1, 0.2, null, 0.5]);
  });

  test("stays the same object where nothing differs", () => {
    expect(grow(HOUR, NOON + 30_000, 0.4)).toBe(HOUR);
  });

  test("goes on by a minute, and forgets the oldest", () => {
    const next = grow(HOUR, NOON + MINUTE_MS, 0.5);
    expect(next).toEqual({ until: NOON + MINUTE_MS, load: [0.2, null, 0.4, 0.5] });
  });

  test("holds a load that was not told anew, for as long as that takes", () => {
    expect(grow(HOUR, NOON + 2 * MINUTE_MS, 0.5).load).toEqual([null, 0.4, 0.5, 0.5]);
    expect(grow(HOUR, NOON + 90 * MINUTE_MS, 0.5).load).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test("does not go back, whatever the clocks say", () => {
    expect(grow(HOUR, NOON - MINUTE_MS, 0.9)).toBe(HOUR);
  });
});

describe("its drawing", () => {
  test("has full load at the top, none at the bottom, and a gap where nothing was heard", () => {
    const { viewBox, line, area } = drawHour({ until: NOON, load: [0, 1, null, 0.5] });
    expect(viewBox).toBe("0 0 3 20");
    expect(line).toBe("M0 19L1 1M2.5 10L3.5 10");
    expect(area).toBe("M0 19L1 1V20H0ZM2.5 10L3.5 10V20H2.5Z");
  });

  test.each([[[]], [[null, null]]])("of %j is empty, and no nonsense", (load) => {
    expect(drawHour({ until: NOON, load }).line).toBe("");
    expect(drawHour({ until: NOON, load }).viewBox).not.toMatch(/-|NaN/);
  });
});
