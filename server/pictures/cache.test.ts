import { expect, test } from "vitest";
import { PictureCache } from "./cache.ts";

const pictureOf = (size: number) => ({
  type: "image/png" as const,
  bytes: new Uint8Array(size),
  tag: '"x"',
});

test("what was asked for longest ago goes first, and the bound is never passed", () => {
  const cache = new PictureCache(35_000);
  for (const name of ["a", "b", "c"]) cache.keep(name, pictureOf(10_000), 100);
  cache.find("a", 0);
  cache.keep("d", pictureOf(10_000), 100);
  expect(["a", "b", "c", "d"].map((name) => cache.find(name, 0) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  cache.keep("e", pictureOf(100_000), 100);
  expect(cache.bytes).toBe(0);
  expect(cache.find("e", 0)).toBeUndefined();
});

test("each is known until its time, and those that could not be had count too", () => {
  const cache = new PictureCache(10_000);
  cache.keep("good", pictureOf(10), 100);
  cache.keep("failed", null, 50);
  expect(cache.find("failed", 49)).toBeNull();
  expect(cache.find("failed", 50)).toBeUndefined();
  expect(cache.find("good", 99)).toMatchObject({ tag: '"x"' });
  expect(cache.find("good", 100)).toBeUndefined();
  expect(cache.bytes).toBe(0);
  for (let count = 0; count < 1_000; count += 1) cache.keep(`failed ${count}`, null, 100);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
});

test("a picture that comes anew takes the place of the one before", () => {
  const cache = new PictureCache(100_000);
  for (let count = 0; count < 100; count += 1) cache.keep("a", pictureOf(10_000), 100);
  expect(cache.bytes).toBeLessThan(20_000);
});
