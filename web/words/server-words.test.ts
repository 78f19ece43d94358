import { expect, test } from "vitest";
import { initialsOf, ownShardWords } from "./server-words.ts";

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
