import { expect, test } from "vitest";
import { MAX_LINES, plainLinesOf, timedLinesOf } from "./lyrics-lines.ts";

test("an LRC file is read line by line, and what has no time is left out", () => {
  const lrc = "[ar:Somebody]\n[00:17.12] I feel\r\n[01:02]\n[100:00.5]late\nno time\n[00:61";
  expect(timedLinesOf(lrc)).toEqual([
    { text: "I feel", atMs: 17_120 },
    { text: "", atMs: 62_000 },
    { text: "late", atMs: 6_000_500 },
  ]);
});

test.each([undefined, null, "", " \n ", 7, {}])("what is no text has no lines: %j", (text) => {
  expect(plainLinesOf(text)).toEqual([]);
  expect(timedLinesOf(text)).toEqual([]);
});

test("lines are cut, and so is their number", () => {
  const lines = plainLinesOf(`${"x".repeat(1_000)}\n`.repeat(MAX_LINES + 5));
  expect(lines).toHaveLength(MAX_LINES);
  expect(lines[0]?.text).toHaveLength(300);
});
