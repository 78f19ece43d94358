import { expect, test } from "vitest";
import {
  ADD_ONLY_WORDS,
  effectName,
  LOOK_ONLY_WORDS,
  lengthWords,
  outcomeWords,
  positionWords,
  queueWords,
  requesterWords,
  rightsWords,
  voteWords,
} from "./player-words.ts";

test.each([
  [0, "0:00"],
  [-5, "0:00"],
  [59_999, "0:59"],
  [187_000, "3:07"],
  [3_765_000, "1:02:45"],
])("%i ms are written %s", (ms, words) => {
  expect(positionWords(ms)).toBe(words);
});

test("a stream has no length", () => {
  expect(lengthWords({ isStream: true, durationMs: 0 })).toBe("live");
});

test.each([
  [0, 0, "Nothing is waiting"],
  [1, 60_000, "1 track, 1 min"],
  [1_200, 0, "1,200 tracks"],
])("%i tracks of %i ms wait", (total, totalMs, words) => {
  expect(queueWords({ total, totalMs })).toBe(words);
});

test("who asked is named, where that is known", () => {
  expect(requesterWords({ requester: { id: "1", name: "Mia" } })).toBe("asked for by Mia");
  expect(requesterWords({ requester: null })).toBe("");
});

test("votes are counted in words", () => {
  expect(voteWords({ have: 1, need: 3 })).toBe("1 of 3 votes to skip");
});

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

test("a refusal is said in the bot's own words, as a sentence", () => {
  expect(outcomeWords("refused", "only a DJ may stop")).toBe("Only a DJ may stop.");
  expect(outcomeWords("refused", "")).toBe("The bot said no.");
  expect(outcomeWords("done", "")).toBe("");
});

test.each([
  ["bass_boost", "Bass boost"],
  ["nightcore", "Nightcore"],
  ["eightD", "Eight d"],
  ["bassboost", "Bass boost"],
  ["8D", "8D"],
])("the effect %s is called %s", (effect, name) => {
  expect(effectName(effect)).toBe(name);
});
