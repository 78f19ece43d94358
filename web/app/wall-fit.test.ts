import { expect, test } from "vitest";
import { wallColumns } from "./wall-fit.ts";

test.each([
  [{ widthPx: 1_880, heightPx: 800, shardCounts: [360, 6] }],
  [{ widthPx: 1_880, heightPx: 800, shardCounts: [16_384] }],
  [{ widthPx: 360, heightPx: 500, shardCounts: [60] }],
])("all cells fit, and with one column less they would not: %j", (wall) => {
  const columns = wallColumns(wall);
  const heightWith = (its: number) =>
    wall.shardCounts.reduce((sum, count) => sum + Math.ceil(count / its), 0) * (wall.widthPx / its);
  expect(heightWith(columns)).toBeLessThanOrEqual(wall.heightPx);
  expect(heightWith(columns - 1)).toBeGreaterThan(wall.heightPx);
});

test("a few cells grow no larger than a tile", () => {
  expect(wallColumns({ widthPx: 1_920, heightPx: 1_000, shardCounts: [2] })).toBe(20);
});

test("too many cells for the screen stay large enough to see", () => {
  expect(wallColumns({ widthPx: 900, heightPx: 100, shardCounts: [65_536] })).toBe(100);
});
