import { expect, test } from "vitest";
import { followed, type Heard, type Playhead } from "./playhead.ts";

const TRACK = {};
const heard = (given: Partial<Heard>): Heard => ({
  track: TRACK,
  isRunning: true,
  positionMs: 0,
  at: 0,
  ...given,
});
const head = (given: Partial<Playhead>): Playhead => ({
  track: TRACK,
  isRunning: true,
  positionMs: 10_000,
  positionAt: 100_000,
  ...given,
});

test("what is told every few seconds changes nothing", () => {
  const former = head({});
  expect(followed(former, heard({ positionMs: 14_700, at: 105_000 }), 106_000)).toBe(former);
  expect(followed(former, heard({ positionMs: 15_900, at: 105_000 }), 105_000)).toBe(former);
});

test("a jump, forwards or backwards, is told from where it went", () => {
  expect(followed(head({}), heard({ positionMs: 60_000, at: 105_000 }), 105_100)).toEqual(
    head({ positionMs: 60_100, positionAt: 105_100 }),
  );
  expect(followed(head({}), heard({ positionMs: 0, at: 105_000 }), 105_000)).toEqual(
    head({ positionMs: 0, positionAt: 105_000 }),
  );
});

test("a pause stops where it was by then, though the library knows only what it was last told", () => {
  const paused = followed(head({}), heard({ isRunning: false, positionMs: 10_000, at: null }), 104_000);
  expect(paused).toEqual(head({ isRunning: false, positionMs: 14_000, positionAt: 104_000 }));
  expect(followed(paused, heard({ isRunning: false, positionMs: 14_020, at: 105_000 }), 900_000)).toBe(
    paused,
  );
  expect(followed(paused, heard({ positionMs: 14_000, at: 200_000 }), 200_000)).toEqual(
    head({ positionMs: 14_000, positionAt: 200_000 }),
  );
});

test("one that was looked at long before its pause is not further than it can have been told", () => {
  const paused = followed(head({}), heard({ isRunning: false, positionMs: 40_000, at: null }), 9_000_000);
  expect(paused.positionMs).toBe(50_000);
});

test("another track begins where it is, and nothing is nowhere", () => {
  const other = {};
  expect(followed(head({}), heard({ track: other, positionMs: 20, at: 105_000 }), 105_010)).toEqual(
    head({ track: other, positionMs: 30, positionAt: 105_010 }),
  );
  const silence = followed(head({}), heard({ track: null, isRunning: false, positionMs: 99 }), 105_000);
  expect(silence).toEqual(head({ track: null, isRunning: false, positionMs: 0, positionAt: 105_000 }));
  expect(followed(silence, heard({ track: null, isRunning: false, positionMs: 99 }), 106_000)).toBe(silence);
});
