import { expect, test } from "vitest";
import { POLL_LASTS_MS, standingPoll, votesNeeded, votesOf, withVote } from "./votes.ts";

test.each([
  [1, 0.5, 1],
  [2, 0.5, 1],
  [3, 0.5, 2],
  [4, 0.5, 2],
  [5, 0.5, 3],
  [5, 1, 5],
  [10, 0.3, 3],
  [0, 0.5, 1],
])("of %d listeners with a ratio of %d it takes %d", (listeners, ratio, need) => {
  expect(votesNeeded(listeners, ratio)).toBe(need);
});

test("each person has one vote", () => {
  const poll = withVote(withVote(withVote(null, "a", "ann", 0), "a", "ben", 1), "a", "ann", 2);
  expect(poll.voters).toEqual(["ann", "ben"]);
});

test("votes of those who left do not count", () => {
  const poll = withVote(withVote(null, "a", "ann", 0), "a", "ben", 0);
  expect(votesOf(poll, ["ben", "cyd"])).toEqual(["ben"]);
  expect(votesOf(null, ["ben"])).toEqual([]);
});

test("votes are gone when the track changes, and a minute after the first", () => {
  const poll = withVote(withVote(null, "a", "ann", 1_000), "a", "ben", 50_000);
  expect(standingPoll(poll, "a", 1_000 + POLL_LASTS_MS - 1)).toBe(poll);
  expect(standingPoll(poll, "a", 1_000 + POLL_LASTS_MS)).toBeNull();
  expect(standingPoll(poll, "b", 2_000)).toBeNull();
  expect(standingPoll(poll, null, 2_000)).toBeNull();
  expect(withVote(poll, "b", "cyd", 2_000).voters).toEqual(["cyd"]);
  expect(withVote(poll, "a", "cyd", 1_000 + POLL_LASTS_MS).voters).toEqual(["cyd"]);
});
