import { expect, test } from "vitest";
import { nextPosition } from "./grid-keys.ts";

// 25 cells, 10 in a row: the last row holds 5.
test.each([
  ["ArrowRight", 0, 1],
  ["ArrowRight", 24, 24],
  ["ArrowLeft", 0, 0],
  ["ArrowLeft", 10, 9],
  ["ArrowDown", 3, 13],
  ["ArrowDown", 13, 23],
  ["ArrowDown", 18, 24],
  ["ArrowDown", 23, 23],
  ["ArrowUp", 13, 3],
  ["ArrowUp", 3, 3],
  ["PageDown", 3, 23],
  ["PageUp", 23, 3],
  ["Home", 17, 0],
  ["End", 17, 24],
  ["a", 17, null],
])("%s leads from %i to %s", (key, from, to) => {
  expect(nextPosition(key, from, 25, 10)).toBe(to);
});
