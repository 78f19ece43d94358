import { expect, test } from "vitest";
import { webLink } from "./web-link.ts";

test.each([
  ["https://music.example/a?b=1", "https://music.example/a?b=1"],
  ["http://music.example/", "http://music.example/"],
  ["javascript:alert(1)", null],
  [" JaVaScRiPt:alert(1)", null],
  ["data:text/html,x", null],
  ["/relative", null],
  ["", null],
  [null, null],
])("%o leads to %o", (uri, link) => {
  expect(webLink(uri)).toBe(link);
});
