import { expect, test } from "vitest";
import { trackOf } from "./discord-player-tracks.ts";

test.each([
  ["a \\*b\\* \\_c\\_ \\~\\~d\\~\\~ \\|\\|e\\|\\| \\`f\\`", "a *b* _c_ ~~d~~ ||e|| `f`"],
  ["back\\\\slash", "back\\slash"],
  ["C:\\new", "C:\\new"],
  ["<b>plain</b>", "<b>plain</b>"],
])("a title is shown as it was, without what it was given for Discord: %s", (title, shown) => {
  expect(trackOf({ title }).title).toBe(shown);
});

test("a track without an end has no length, and artwork may come in an object", () => {
  const track = {
    title: "Live",
    live: true,
    durationMS: 5_940_000,
    thumbnail: { url: "https://x.test/a.png" },
  };
  expect(trackOf(track)).toMatchObject({
    isStream: true,
    durationMs: 0,
    artworkUrl: "https://x.test/a.png",
    uri: null,
  });
});
