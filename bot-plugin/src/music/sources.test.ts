import { expect, test } from "vitest";
import { merged, trackOf } from "./sources.ts";

const tracks = (source: string, uris: readonly string[]) =>
  uris.map((uri) => trackOf(source, { title: uri, uri: `https://${uri}.example/` }));

test("results are merged in turn, so that none crowds out the others", () => {
  const lists = [tracks("x", ["a", "b", "c"]), tracks("y", ["d"]), tracks("z", ["e", "f"])];
  expect(merged(lists, 9).map(({ title }) => title)).toEqual(["a", "d", "e", "b", "f", "c"]);
  expect(merged(lists, 2)).toHaveLength(2);
  expect(merged([], 2)).toEqual([]);
});

test("what two found is told once", () => {
  expect(merged([tracks("x", ["a", "b"]), tracks("y", ["a", "c"])], 9).map(({ title }) => title)).toEqual([
    "a",
    "b",
    "c",
  ]);
});
