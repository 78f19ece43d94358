import { expect, test } from "vitest";
import { spanOf, trackOf, webAddressOf } from "./track-of.ts";

test.each([
  ["https://youtube.test/a?v=1", "https://youtube.test/a?v=1"],
  ["HTTP://Example.test/ä", "http://example.test/%C3%A4"],
  ["https://example.test/\nevent: x", "https://example.test/event:%20x"],
  ["javascript:alert(1)", null],
  [" java\nscript:alert(1)", null],
  ["data:text/html,x", null],
  ["//example.test/x", null],
  ["https://user:secret@example.test/", null],
  ["https://secret@example.test/", null],
  [`https://example.test/${"x".repeat(2_000)}`, null],
  [`https://example.test/${"ä".repeat(900)}`, null],
  [7, null],
  [undefined, null],
])("of %j a browser may follow %j", (value, address) => {
  expect(webAddressOf(value)).toBe(address);
});

test.each([
  [1_000, 1_000],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  [2 ** 63, 0],
  [-1, 0],
  ["1000", 0],
])("%d ms is a span of %d", (value, ms) => {
  expect(spanOf(value)).toBe(ms);
});

test("a track is what its fields say, and what a host keeps on it stays there", () => {
  const info = {
    title: "A",
    author: "B",
    duration: 5,
    sourceName: "youtube",
    uri: "https://y.test/",
    identifier: "i",
  };
  expect(trackOf({ encoded: "secret", info, userData: { "oauth-token": "secret" } })).toEqual({
    title: "A",
    author: "B",
    uri: "https://y.test/",
    artworkUrl: null,
    durationMs: 5,
    isStream: false,
    source: "youtube",
  });
});

test("a track without anything is one all the same, and a stream has no length", () => {
  expect(trackOf(undefined)).toMatchObject({ title: "Unknown title", durationMs: 0, source: "" });
  expect(trackOf({ info: { title: "Live", length: 5, isStream: true } }).durationMs).toBe(0);
});
