import { expect, test } from "vitest";
import { sourceOf } from "./source-of.ts";

test.each([
  ["ytsearch:never gonna", "youtube"],
  ["ytmsearch:a:b", "youtube"],
  ["scsearch:x", "soundcloud"],
  ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube"],
  ["https://youtu.be/dQw4w9WgXcQ", "youtube"],
  ["https://notyoutube.com/x.mp3", "http"],
  ["https://music.apple.com/x", "applemusic"],
  ["http://127.0.0.1/tone.wav", "http"],
  ["dQw4w9WgXcQ", null],
  ["nonsense:", null],
  ["http://", null],
])("%s goes to %s", (identifier, source) => {
  expect(sourceOf(identifier)).toBe(source);
});
