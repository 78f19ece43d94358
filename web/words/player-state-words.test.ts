import { expect, test } from "vitest";
import { ADD_ONLY_WORDS, emptyWords, LOOK_ONLY_WORDS, oldWords, rightsWords } from "./player-state-words.ts";

const CAN = ["play", "skip", "pause", "stop", "volume"];

test("who may do nothing is told how to", () => {
  expect(rightsWords(CAN, [], false)).toBe(LOOK_ONLY_WORDS);
});

test("who may add and no more is told so", () => {
  expect(rightsWords(CAN, ["play"], false)).toBe(ADD_ONLY_WORDS);
});

test("who votes is told so", () => {
  expect(rightsWords(CAN, ["play", "skip"], true)).toContain("vote to skip");
});

test("who may do all that the player can is told nothing", () => {
  expect(rightsWords(["play", "skip"], ["play", "skip"], false)).toBeNull();
});

test.each([
  [{ isLive: true, oldSince: null }, null],
  [{ isLive: true, oldSince: 60_000 }, "The bot is away. This is how it was 2 min ago."],
  [{ isLive: false, oldSince: 60_000 }, "The server is not answering. This is how it was 2 min ago."],
  [{ isLive: true, oldSince: 179_500 }, "The bot is away. This is how it was a moment ago."],
  [{ isLive: false, oldSince: null }, "The server is not answering."],
])("of what is shown (%j) it is said: %s", (its, words) => {
  expect(oldWords({ ...its, isEmpty: false, now: 180_000 })).toBe(words);
});

test("where nothing is shown nothing is called old", () => {
  expect(oldWords({ isLive: true, oldSince: 1, isEmpty: true, now: 2 })).toBeNull();
  expect(oldWords({ isLive: false, oldSince: 1, isEmpty: true, now: 2 })).toBe(
    "The server is not answering.",
  );
});

test("an empty player says what can be done about it", () => {
  expect(emptyWords({ isAway: false, mayAdd: true })[1]).toContain("Add a track");
  expect(emptyWords({ isAway: false, mayAdd: false })[1]).not.toContain("Add a track");
  expect(emptyWords({ isAway: true, mayAdd: true })[0]).toBe("The bot is away");
});
