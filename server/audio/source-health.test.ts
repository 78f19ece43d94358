import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tally } from "./outcome-window.ts";
import { DEFAULT_AUDIO_SETTINGS } from "./settings.ts";
import { healthOf, isExhausted, judgeSource, type SourceRecord, UNKNOWN_SOURCE } from "./source-health.ts";

const { thresholds } = DEFAULT_AUDIO_SETTINGS;
const MINUTE_MS = 60_000;
const NOW = 1_800_000_000_000;

const tallyOf = (ok: number, refused: number, more: Partial<Tally> = {}): Tally => ({
  ok,
  refused,
  misconfigured: 0,
  other: 0,
  blockedGuilds: 0,
  sample: null,
  ...more,
});
const recordOf = (health: SourceRecord["health"], more: Partial<SourceRecord> = {}): SourceRecord => ({
  health,
  since: NOW - 5 * MINUTE_MS,
  clearSince: null,
  override: null,
  ...more,
});
const judge = (before: SourceRecord, tally: Tally, now = NOW) => judgeSource(before, tally, now, thresholds);

describe("a source is judged by what was refused", () => {
  test.each([
    ["unknown", 10, 0, "ok"],
    ["unknown", 9, 1, "ok"],
    ["unknown", 8, 2, "degraded"],
    ["unknown", 5, 5, "degraded"],
    ["unknown", 4, 6, "limited"],
    ["unknown", 0, 9, "unknown"],
    ["ok", 0, 9, "ok"],
    ["ok", 90, 10, "ok"],
    ["ok", 80, 20, "degraded"],
    ["ok", 0, 10, "limited"],
    ["degraded", 90, 10, "degraded"],
    ["degraded", 100, 0, "degraded"],
    ["degraded", 40, 60, "limited"],
    ["limited", 80, 20, "limited"],
    ["limited", 90, 10, "limited"],
    ["limited", 100, 0, "limited"],
    ["limited", 0, 0, "limited"],
  ] as const)("%s, %i worked and %i were refused: %s", (before, ok, refused, after) => {
    expect(judge(before === "unknown" ? UNKNOWN_SOURCE : recordOf(before), tallyOf(ok, refused)).health).toBe(
      after,
    );
  });
});

test("what says nothing of the source is no sample", () => {
  const tally = tallyOf(4, 5, { misconfigured: 1_000, other: 1_000 });
  expect(judge(UNKNOWN_SOURCE, tally)).toEqual(UNKNOWN_SOURCE);
  expect(judge(UNKNOWN_SOURCE, tallyOf(10, 0, { misconfigured: 1_000, other: 1_000 })).health).toBe("ok");
});

test("`since` stays while the health stays, and moves when it changes", () => {
  const limited = judge(UNKNOWN_SOURCE, tallyOf(0, 10));
  expect(limited.since).toBe(NOW);
  expect(judge(limited, tallyOf(0, 10), NOW + MINUTE_MS).since).toBe(NOW);
  expect(judge(recordOf("ok"), tallyOf(0, 10), NOW + MINUTE_MS).since).toBe(NOW + MINUTE_MS);
});

describe.each(["limited", "degraded"] as const)("what is %s", (health) => {
  const clear = tallyOf(96, 4);
  test("is well again only after 15 minutes in which almost nothing was refused", () => {
    const first = judge(recordOf(health), clear);
    expect(first).toMatchObject({ health, clearSince: NOW });
    const almost = judge(first, clear, NOW + 15 * MINUTE_MS - 1);
    expect(almost).toMatchObject({ health, clearSince: NOW });
    const well = judge(almost, clear, NOW + 15 * MINUTE_MS);
    expect(well).toEqual({ health: "ok", since: NOW + 15 * MINUTE_MS, clearSince: null, override: null });
  });

  test("starts over when a little is refused in between", () => {
    const first = judge(recordOf(health), clear);
    const again = judge(first, tallyOf(95, 5), NOW + 10 * MINUTE_MS);
    expect(again).toMatchObject({ health, clearSince: null });
    expect(judge(again, clear, NOW + 16 * MINUTE_MS)).toMatchObject({
      health,
      clearSince: NOW + 16 * MINUTE_MS,
    });
  });

  test("stays so while little is played", () => {
    const first = judge(recordOf(health), clear);
    expect(judge(first, tallyOf(1, 0), NOW + 60 * MINUTE_MS)).toEqual(first);
  });
});

test("a clock that is set back an hour starts the spans over instead of making them longer", () => {
  const back = NOW - 60 * MINUTE_MS;
  const mending = judge(recordOf("limited", { clearSince: NOW }), tallyOf(100, 0), back);
  expect(mending).toMatchObject({ health: "limited", since: back, clearSince: back });
  expect(judge(mending, tallyOf(100, 0), back + 15 * MINUTE_MS).health).toBe("ok");
  const unheard = judge(recordOf("limited", { since: NOW, clearSince: NOW }), tallyOf(0, 0), back);
  expect(unheard).toMatchObject({ since: back, clearSince: back });
});

test("what a person says wins, and what is measured goes on below", () => {
  const said = recordOf("limited", { override: "ok" });
  expect(healthOf(said)).toBe("ok");
  expect(healthOf(recordOf("limited"))).toBe("limited");
  expect(judge(said, tallyOf(0, 10))).toEqual(said);
});

describe("a source is exhausted", () => {
  const long = { since: NOW - 30 * MINUTE_MS };
  const blocked = { blockedGuilds: 5 };
  test.each([
    ["limited for 30 minutes", recordOf("limited", long), tallyOf(0, 10), true],
    ["limited for less", recordOf("limited", { since: long.since + 1 }), tallyOf(0, 10), false],
    [
      "limited for 30 minutes and on the mend",
      recordOf("limited", { ...long, clearSince: NOW }),
      tallyOf(99, 1),
      false,
    ],
    ["degraded for 30 minutes", recordOf("degraded", long), tallyOf(5, 5), false],
    ["blocked in 5 guilds and nothing worked", UNKNOWN_SOURCE, tallyOf(0, 5, blocked), true],
    ["blocked in 5 guilds and one load worked", UNKNOWN_SOURCE, tallyOf(1, 5, blocked), false],
    ["blocked in 4 guilds", UNKNOWN_SOURCE, tallyOf(0, 9, { blockedGuilds: 4 }), false],
    [
      "ok by a person's word",
      recordOf("limited", { ...long, override: "ok" }),
      tallyOf(0, 9, blocked),
      false,
    ],
    [
      "degraded by a person's word",
      recordOf("limited", { ...long, override: "degraded" }),
      tallyOf(0, 9, blocked),
      false,
    ],
    ["limited by a person's word", recordOf("ok", { override: "limited" }), tallyOf(99, 0), true],
    [
      "limited since a time to come",
      recordOf("limited", { since: NOW + 60 * MINUTE_MS }),
      tallyOf(0, 10),
      false,
    ],
  ])("or not: %s", (_what, record, tally, expected) => {
    expect(isExhausted(record, tally, NOW, thresholds)).toBe(expected);
  });
});

test("whatever comes, times are never ahead of the clock and what is limited never becomes degraded", () => {
  const step = fc.record({
    ok: fc.nat(30),
    refused: fc.nat(30),
    afterMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let record = UNKNOWN_SOURCE;
      let now = NOW;
      for (const { ok, refused, afterMs } of steps) {
        now += afterMs;
        const next = judge(record, tallyOf(ok, refused), now);
        expect(next.since ?? now).toBeLessThanOrEqual(now);
        expect(next.clearSince ?? now).toBeLessThanOrEqual(now);
        expect([record.health, next.health]).not.toEqual(["limited", "degraded"]);
        record = next;
      }
    }),
  );
});
