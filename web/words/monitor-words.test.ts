import { expect, test } from "vitest";
import { monitorWords } from "./monitor-words.ts";
import { UTC_TIME } from "./time.ts";

const NOW = Date.UTC(2026, 10, 21, 21, 20);
const at = (minute: number) => Date.UTC(2026, 10, 21, 21, minute);

test("nothing is said while all is well", () => {
  expect(monitorWords({ history: "ok", blind: null }, NOW, UTC_TIME)).toEqual([]);
});

test("a blind span is told for some minutes, then no more", () => {
  const monitor = { history: "ok", blind: { from: at(14), until: at(16) } } as const;
  expect(monitorWords(monitor, NOW, UTC_TIME)).toEqual([
    "This monitor was away from 21:14 UTC to 21:16 UTC; what happened then is not known.",
  ]);
  expect(monitorWords(monitor, NOW + 3_600_000, UTC_TIME)).toEqual([]);
  // The server's clock was set back after it.
  expect(monitorWords(monitor, NOW - 86_400_000, UTC_TIME)).toEqual([]);
});

test("a short one within a minute is a moment", () => {
  const monitor = { history: "ok", blind: { from: at(14), until: at(14) + 2_000 } } as const;
  expect(monitorWords(monitor, NOW, UTC_TIME)[0]).toContain("at 21:14 UTC for a moment");
});

test("a history that cannot be kept is told", () => {
  expect(monitorWords({ history: "degraded", blind: null }, NOW, UTC_TIME)).toHaveLength(1);
});
