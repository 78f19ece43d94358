import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test.each([
  ["a\n\nevent: song_changed\r\ndata: x", 100, "a event: song_changed data: x"],
  ["\u202egnp.exe\u2066\0", 100, "gnp.exe"],
  [" Song\u2028two ", 100, "Song two"],
  ["<b>&amp;</b>", 100, "<b>&amp;</b>"],
  ["12345678", 5, "1234…"],
  ["123😀678", 5, "123…"],
  ["x\ud800y", 5, "x y"],
  ["x".repeat(10_000), 3, "xx…"],
  [null, 5, ""],
  [["no"], 5, ""],
])("%j within %i characters is %j", (value, mostChars, text) => {
  expect(plainText(value, mostChars)).toBe(text);
});
