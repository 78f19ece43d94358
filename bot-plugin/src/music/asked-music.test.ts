import { expect, test } from "vitest";
import { askedMusic } from "./asked-music.ts";

const SOURCES = ["ytsearch", "scsearch"];

test.each([
  ["lofi beats", undefined, { kind: "words", words: "lofi beats", source: "ytsearch" }],
  ["lofi", "scsearch", { kind: "words", words: "lofi", source: "scsearch" }],
  ["scsearch:  lofi", undefined, { kind: "words", words: "lofi", source: "scsearch" }],
  ["SCSearch:lofi", "ytsearch", { kind: "words", words: "lofi", source: "scsearch" }],
  ["Re:Zero: opening", undefined, { kind: "words", words: "Re Zero opening", source: "ytsearch" }],
  ["local:/etc/passwd", undefined, { kind: "words", words: "local /etc/passwd", source: "ytsearch" }],
  ["ytsearch:local:/x", undefined, { kind: "words", words: "local /x", source: "ytsearch" }],
  ["javascript:alert(1)", undefined, { kind: "words", words: "javascript alert(1)", source: "ytsearch" }],
  ["https://youtube.test/watch?v=1", undefined, { kind: "link", link: "https://youtube.test/watch?v=1" }],
  ["<HTTPS://YouTube.test/a>", "scsearch", { kind: "link", link: "https://youtube.test/a" }],
])("%j on %j is %j", (query, chosen, asked) => {
  expect(askedMusic(query, chosen, SOURCES)).toEqual(asked);
});

test.each(["https://user:password@youtube.test/", "https://", "ytsearch::"])("%s is refused", (query) => {
  expect(askedMusic(query, undefined, SOURCES).kind).toBe("refused");
});

test("a source that is not there is refused, and without sources there are links alone", () => {
  expect(askedMusic("lofi", "local", SOURCES).kind).toBe("refused");
  expect(askedMusic("lofi", undefined, []).kind).toBe("refused");
  expect(askedMusic("https://youtube.test/a", undefined, []).kind).toBe("link");
});
