import { expect, test } from "vitest";
import { uidSchema } from "../protocol/music.ts";
import { Uids } from "./uids.ts";

test("an entry keeps its uid wherever it moves, and no two have the same", () => {
  const uids = new Uids();
  const [a, b, c] = [{}, {}, {}];
  const [ofA, ofB, ofC] = uids.of([a, b, c]);
  expect(new Set([ofA, ofB, ofC]).size).toBe(3);
  expect(uids.of([c, a])).toEqual([ofC, ofA]);
  expect(uids.of([b])).toEqual([ofB]);
  for (const uid of [ofA, ofB, ofC]) expect(uidSchema.safeParse(uid).success).toBe(true);
});

test("an object that is in the queue twice has two uids", () => {
  const uids = new Uids();
  const track = {};
  const [first, second] = uids.of([track, track]);
  expect(first).not.toBe(second);
  expect(uids.of([track, {}, track]).filter((uid) => uid === first || uid === second)).toHaveLength(2);
});

test("what is no object has uids too", () => {
  const [one, other] = new Uids().of([null, null]);
  expect(one).not.toBe(other);
});
