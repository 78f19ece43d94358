import { expect, test } from "vitest";
import { initialsOf, matchWords, ownShardWords, sumWords } from "./server-words.ts";

test.each([
  ["The Lighthouse", "TL"],
  ["shardlight", "S"],
  ["  a  b  c ", "AB"],
  ["Łódź — nocą", "ŁN"],
  ["🎵 music", "🎵M"],
  ["<script>", "S"],
  ["…", "#"],
  ["", "#"],
])("%o is shown as %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test("a shard is told in words, and not by its colour alone", () => {
  expect(ownShardWords("main", "unhealthy")).toBe("main: unhealthy");
});

test.each([
  [0, 1, ""],
  [0, 14, "The bot is online in all 14."],
  [2, 14, "In 2 of 14 the bot is not online."],
  [14, 14, "The bot is not online in any of these 14."],
])("%i of %i in trouble: %o", (troubled, all, words) => {
  expect(sumWords(troubled, all)).toBe(words);
});

test("a name says how many it leaves", () => {
  expect(matchWords(3, 132)).toBe("3 of your 132 servers");
  expect(matchWords(0, 132)).toBe("None of your servers is called that.");
});
