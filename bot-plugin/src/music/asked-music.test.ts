import { expect, test } from "vitest";
import { type AskedAmong, askedMusic } from "./asked-music.ts";

const SOURCES = ["ytsearch", "scsearch"];

const asked = (query: string, more: Partial<AskedAmong> = {}) =>
  askedMusic(query, { source: undefined, sources: SOURCES, mayPlay: undefined, ...more });

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
])("%j on %j is %j", async (query, source, expected) => {
  expect(await asked(query, { source })).toEqual(expected);
});

test.each(["http://169.254.169.254/", "https://user:password@youtube.test/", "https://", "ytsearch::"])(
  "%s is refused",
  async (query) => {
    expect((await asked(query)).kind).toBe("refused");
  },
);

test("a source that is not there is refused, and without sources there are links alone", async () => {
  expect((await asked("lofi", { source: "local" })).kind).toBe("refused");
  expect((await asked("lofi", { sources: [] })).kind).toBe("refused");
  expect((await asked("https://youtube.test/a", { sources: [] })).kind).toBe("link");
});
