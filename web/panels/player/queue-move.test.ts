import { expect, test } from "vitest";
import { moveByKey, moveTo } from "./queue-move.ts";
import { testPlayer } from "./test-player.ts";

const { queue } = testPlayer();

test.each([
  ["b", "ArrowUp", "a", 1],
  ["a", "ArrowDown", "c", 2],
  ["b", "ArrowDown", null, 3],
  ["c", "Home", "a", 1],
  ["a", "End", null, 3],
] as const)("%s moved by %s stands before %s, at place %i", (uid, key, before, place) => {
  expect(moveByKey(queue, 3, uid, key)).toEqual({ uid, before, place });
});

test.each([
  ["a", "ArrowUp"],
  ["a", "Home"],
  ["c", "ArrowDown"],
  ["c", "End"],
] as const)("%s stays where it is at %s", (uid, key) => {
  expect(moveByKey(queue, 3, uid, key)).toBeNull();
});

test("the end of what is known is not the end of a longer queue", () => {
  expect(moveByKey(queue, 9, "a", "End")).toBeNull();
  expect(moveTo(queue, 9, "a", null)).toBeNull();
});

test("an entry that is dropped where it was does not move", () => {
  expect(moveTo(queue, 3, "a", "b")).toBeNull();
  expect(moveTo(queue, 3, "a", "a")).toBeNull();
  expect(moveTo(queue, 3, "gone", "a")).toBeNull();
});
