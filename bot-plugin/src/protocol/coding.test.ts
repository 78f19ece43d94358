import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRanges, encodeRanges } from "./ranges.ts";
import { SHARD_STATES } from "./state.ts";
import { decodeStateRuns, encodeStateRuns } from "./state-runs.ts";

test.each([
  [[], ""],
  [[0], "0"],
  [[0, 1, 2], "0-2"],
  [[0, 1, 3, 7, 8], "0-1,3,7-8"],
])("the ids %j are the ranges %j", (ids, ranges) => {
  expect(encodeRanges(ids)).toBe(ranges);
  expect([...decodeRanges(ranges)]).toEqual(ids);
});

test("any set of ids survives ranges", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 65_535 })), (unsorted) => {
      const ids = unsorted.sort((a, b) => a - b);
      expect([...decodeRanges(encodeRanges(ids))]).toEqual(ids);
    }),
  );
});

test.each(["1-0", "0-1,1", "3,2", "0-65536", "0-1e308", "x", "0--1"])(
  "the ranges %j are refused",
  (ranges) => {
    expect(() => [...decodeRanges(ranges)]).toThrow(RangeError);
  },
);

test("any states survive runs", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SHARD_STATES), { minLength: 1 }), (states) => {
      expect(decodeStateRuns(encodeStateRuns(states), states.length)).toEqual(states);
    }),
  );
});

test("16,384 healthy shards are six characters", () => {
  expect(encodeStateRuns(new Array(16_384).fill("online"))).toBe("o16384");
});

test.each([
  ["o3", 4],
  ["o5", 4],
  ["o99999999999", 4],
  ["z4", 4],
  ["", 1],
])("the runs %j are refused for %i shards", (runs, shardCount) => {
  expect(() => decodeStateRuns(runs, shardCount)).toThrow(RangeError);
});
