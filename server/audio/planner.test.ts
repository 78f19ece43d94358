import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoutePlanner } from "#protocol/lavalink.ts";
import { followPlanner, mayBeBlind, type PlannerRecord, plannerRecordSchema } from "./planner.ts";

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;
/** Four blocks of 2^64 addresses. */
const FOUR_BLOCKS = String(4n << 64n);

const statusOf = (blockIndex: string | null, more: Partial<RoutePlanner> = {}): RoutePlanner => ({
  kind: "RotatingNanoIpRoutePlanner",
  size: FOUR_BLOCKS,
  blockIndex,
  failing: 0,
  ...more,
});
const recordOf = (
  startIndex: string | null,
  status: RoutePlanner,
  more: Partial<PlannerRecord> = {},
): PlannerRecord => ({
  status,
  startIndex,
  startAt: NOW,
  isExhausted: false,
  hasSeenFailing: false,
  ...more,
});

describe("a planner is exhausted when it went through all its blocks within 7 days", () => {
  test.each([
    ["it stands still", "1", "1", statusOf("1"), false],
    ["it rose by fewer blocks than it has", "1", "1", statusOf("4"), false],
    ["it rose by as many as it has", "1", "4", statusOf("5"), true],
    ["it began again at 0", "1", "3", statusOf("0"), true],
    ["it began again, and stands beyond where it was first", "1", "3", statusOf("2"), true],
    ["it has no index", null, null, statusOf(null), false],
    ["it told an index before, and tells none now", "1", "3", statusOf(null), false],
    ["it rose far, and its size is unknown", "1", "1", statusOf("9", { size: null }), false],
    ["it rose far, and is smaller than a /64", "1", "1", statusOf("9", { size: "256" }), false],
    [
      "it rose by numbers that no double tells apart",
      "9007199254740992",
      "9007199254740992",
      statusOf("9007199254740995"),
      false,
    ],
    [
      "it rose by one more of them",
      "9007199254740992",
      "9007199254740992",
      statusOf("9007199254740996"),
      true,
    ],
  ])("or not: %s", (_what, start, last, status, isExhausted) => {
    const before = recordOf(start, { ...status, blockIndex: last });
    expect(followPlanner(before, status, NOW + DAY_MS)?.isExhausted).toBe(isExhausted);
  });

  test("the same rise over more than 7 days is none", () => {
    const first = followPlanner(null, statusOf("0"), NOW);
    const later = followPlanner(first, statusOf("3"), NOW + 7 * DAY_MS - 1);
    expect(later).toMatchObject({ startIndex: "0", startAt: NOW, isExhausted: false });
    const next = followPlanner(later, statusOf("4"), NOW + 7 * DAY_MS);
    expect(next).toMatchObject({ startIndex: "4", startAt: NOW + 7 * DAY_MS, isExhausted: false });
  });

  test("it stays so for 7 days", () => {
    const first = followPlanner(null, statusOf("0"), NOW);
    const exhausted = followPlanner(first, statusOf("4"), NOW + DAY_MS);
    expect(exhausted).toMatchObject({ isExhausted: true, startAt: NOW + DAY_MS });
    expect(followPlanner(exhausted, statusOf("4"), NOW + 8 * DAY_MS - 1)?.isExhausted).toBe(true);
    expect(followPlanner(exhausted, statusOf("4"), NOW + 8 * DAY_MS)?.isExhausted).toBe(false);
  });

  test("a node that was started anew begins at 0, and is not exhausted for it", () => {
    const before = recordOf("1", statusOf("3"));
    const restarted = followPlanner(before, statusOf("0"), NOW + DAY_MS, NOW + DAY_MS - 1_000);
    expect(restarted).toMatchObject({ startIndex: "0", startAt: NOW + DAY_MS, isExhausted: false });
    expect(followPlanner(before, statusOf("0"), NOW + DAY_MS, NOW - DAY_MS)?.isExhausted).toBe(true);
  });

  test("a node that was exhausted is so after it was started anew, until the 7 days are over", () => {
    const before = recordOf("3", statusOf("3"), { isExhausted: true });
    const restarted = followPlanner(before, statusOf("0"), NOW + DAY_MS, NOW + DAY_MS - 1_000);
    expect(restarted?.isExhausted).toBe(true);
    expect(followPlanner(restarted, statusOf("0"), NOW + 7 * DAY_MS)?.isExhausted).toBe(false);
  });
});

test("another planner, or another block, starts afresh", () => {
  const before = recordOf("1", statusOf("3"), { isExhausted: true, hasSeenFailing: true });
  const kind = "RotatingIpRoutePlanner";
  expect(followPlanner(before, statusOf(null, { kind }), NOW + DAY_MS)).toEqual({
    ...recordOf(null, statusOf(null, { kind })),
    startAt: NOW + DAY_MS,
  });
  expect(followPlanner(before, statusOf("0", { size: String(8n << 64n) }), NOW + DAY_MS)).toMatchObject({
    startIndex: "0",
    isExhausted: false,
    hasSeenFailing: true,
  });
});

test("what is known outlasts a look that tells of no planner, for 7 days", () => {
  const before = recordOf("1", statusOf("3"));
  expect(followPlanner(before, null, NOW + DAY_MS)).toEqual(before);
  expect(followPlanner(before, null, NOW + 7 * DAY_MS)).toBeNull();
  expect(followPlanner(null, null, NOW)).toBeNull();
});

test("a clock that is set back makes no span longer", () => {
  const back = NOW - 30 * DAY_MS;
  const after = followPlanner(recordOf("1", statusOf("1")), statusOf("2"), back);
  expect(after).toMatchObject({ startAt: back, isExhausted: false });
  expect(followPlanner(after, statusOf("2"), back + 7 * DAY_MS)).toMatchObject({ startIndex: "2" });
});

test("a planner may be blind until it shows a failing address", () => {
  const first = followPlanner(null, statusOf("0"), NOW);
  const second = followPlanner(first, statusOf("0", { failing: 1 }), NOW + 1);
  const third = followPlanner(second, statusOf("0"), NOW + 30 * DAY_MS);
  expect([first, second, third].map((record) => record && mayBeBlind(record))).toEqual([true, false, false]);
});

test("whatever is told, the record can be kept and read again", () => {
  const decimal = fc.option(fc.bigInt({ min: 0n, max: 10n ** 39n }).map(String));
  const look = fc.record({
    status: fc.option(
      fc.record({
        kind: fc.constantFrom("a", "b"),
        size: decimal,
        blockIndex: decimal,
        failing: fc.nat(10_000_000),
      }),
    ),
    now: fc.integer({ min: NOW, max: NOW + 30 * DAY_MS }),
    startedAt: fc.option(fc.integer({ min: NOW, max: NOW + 30 * DAY_MS })),
  });
  fc.assert(
    fc.property(fc.array(look), (looks) => {
      let record: PlannerRecord | null = null;
      for (const { status, now, startedAt } of looks) {
        record = followPlanner(record, status, now, startedAt);
        expect(plannerRecordSchema.nullable().parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
        expect(record?.startAt ?? now).toBeLessThanOrEqual(now);
      }
    }),
  );
});
