import { expect, test } from "vitest";
import { foresee, moved } from "./foresee.ts";
import { positionOf } from "./playhead.ts";
import { testItem, testPlayer } from "./test-player.ts";

const uids = (items: readonly { readonly uid: string }[]) => items.map(({ uid }) => uid).join("");

test.each([
  ["a", null, "bca"],
  ["c", "a", "cab"],
  ["a", "c", "bac"],
  ["a", "a", "abc"],
  ["x", "a", "abc"],
  ["a", "x", "abc"],
])("%s put before %s gives %s", (uid, before, expected) => {
  expect(uids(moved(testPlayer().queue, uid, before))).toBe(expected);
});

test("a skip plays what waits first, from its beginning", () => {
  const after = foresee(testPlayer(), { action: "skip" }, 9_000);
  expect(after.current?.uid).toBe("a");
  expect(uids(after.queue)).toBe("bc");
  expect([after.total, after.totalMs, positionOf(after, 9_000)]).toEqual([2, 120_000, 0]);
});

test("a skip with nothing behind it ends the music", () => {
  const after = foresee(testPlayer({ queue: [], total: 0 }), { action: "skip" }, 9_000);
  expect([after.current, after.state]).toEqual([null, "idle"]);
});

test("a pause holds the playhead, and going on lets it run from there", () => {
  const held = foresee(testPlayer(), { action: "pause" }, 6_000);
  expect(positionOf(held, 60_000)).toBe(15_000);
  expect(positionOf(foresee(held, { action: "resume" }, 60_000), 61_000)).toBe(16_000);
});

test("the playhead never passes the end of a track, but goes on in a stream", () => {
  expect(positionOf(testPlayer(), 999_000)).toBe(60_000);
  const stream = testPlayer({ current: testItem("now", { isStream: true, durationMs: 0 }) });
  expect(positionOf(stream, 999_000)).toBe(1_008_000);
});

test("an entry that is removed takes its time with it", () => {
  const after = foresee(testPlayer(), { action: "remove", uid: "b" }, 0);
  expect([uids(after.queue), after.total, after.totalMs]).toEqual(["ac", 2, 120_000]);
});

test("what cannot be foreseen stays", () => {
  const before = testPlayer();
  expect(foresee(before, { action: "shuffle" }, 0)).toBe(before);
  expect(foresee(before, { action: "play", query: "x" }, 0)).toBe(before);
});
