import { expect, test } from "vitest";
import {
  effectName,
  foundWords,
  lengthWords,
  outcomeWords,
  positionWords,
  queueWords,
  requesterWords,
  skipWords,
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

test.each([
  [false, false, null, "Next"],
  [false, false, { have: 1, need: 3 }, "Next, 1 of 3 votes to skip"],
  [true, false, null, "Vote to skip"],
  [true, false, { have: 1, need: 3 }, "Vote to skip: 1 of 3"],
  [true, true, { have: 2, need: 3 }, "You voted to skip: 2 of 3"],
])("whoever votes (%s), and has (%s) of %j, reads %s", (isVoter, hasVoted, votes, words) => {
  expect(skipWords({ isVoter, hasVoted, votes })).toBe(words);
});

test("what came of a search is said, whatever it is", () => {
  const nothing = { found: null, trouble: null, isAsking: false };
  expect(foundWords(nothing)).toBe("");
  expect(foundWords({ ...nothing, isAsking: true })).toBe("Searching…");
  expect(foundWords({ ...nothing, found: [] })).toContain("Nothing was found");
  expect(foundWords({ ...nothing, trouble: "the bot is away" })).toContain("did not work: the bot is away.");
});

test("a refusal is said in the bot's own words, as a sentence", () => {
  expect(outcomeWords("refused", "only a DJ may stop")).toBe("Only a DJ may stop.");
  expect(outcomeWords("refused", "")).toBe("The bot said no.");
  expect(outcomeWords("unknown", "")).toContain("Look at the player");
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
