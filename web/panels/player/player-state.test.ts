import { expect, test } from "vitest";
import type { CommandResult, PlayerSnapshot } from "#protocol/music.ts";
import { NOTHING_KNOWN, type PlayerEvent, reducePlayer, shownPlayer } from "./player-state.ts";
import { testItem, testPlayer } from "./test-player.ts";

const after = (...events: PlayerEvent[]) => events.reduce(reducePlayer, NOTHING_KNOWN);
const told = (more = {}): PlayerEvent => ({ kind: "told", player: testPlayer(more), isAway: false });
const changed = (fields: Partial<PlayerSnapshot> & { rev: number }): PlayerEvent => ({
  kind: "changed",
  fields,
});
const wished: PlayerEvent = { kind: "wished", id: "w", command: { action: "volume", volume: 20 }, at: 0 };
const answered = (result: Partial<CommandResult>): PlayerEvent => ({
  kind: "answered",
  id: "w",
  result: { outcome: "done", message: "", rev: null, ...result },
});
const volume = (...events: PlayerEvent[]) => shownPlayer(after(...events))?.volume;

test("a wish shows at once", () => {
  expect(volume(told(), wished)).toBe(20);
});

test("a wish that is refused is taken back", () => {
  expect(volume(told(), wished, answered({ outcome: "refused" }))).toBe(80);
});

test("a wish that is done stays until the player that has it comes", () => {
  const done = answered({ rev: 7 });
  expect(volume(told(), wished, done)).toBe(20);
  expect(volume(told(), wished, done, changed({ rev: 6, loop: "queue" }))).toBe(20);
  expect(volume(told(), wished, done, changed({ rev: 7, volume: 25 }))).toBe(25);
});

test("a wish whose player came before its answer is not shown twice", () => {
  const state = after(told(), wished, told({ rev: 7, volume: 20 }), answered({ rev: 7 }));
  expect(state.wishes).toEqual([]);
});

test("an older change changes nothing; a snapshot is true, for revisions begin anew with the bot", () => {
  expect(volume(told(), changed({ rev: 4, volume: 1 }))).toBe(80);
  expect(volume(told(), told({ rev: 1, volume: 1 }))).toBe(1);
  expect(volume(told(), wished, answered({ rev: 9 }), told({ rev: 1, volume: 1 }))).toBe(1);
});

test("a vote is no skip", () => {
  const skip: PlayerEvent = { kind: "wished", id: "w", command: { action: "skip" }, at: 0 };
  const voter: PlayerEvent = { kind: "allowed", rights: { may: ["skip"], isVoter: true, isManager: false } };
  expect(shownPlayer(after(told(), skip))?.current?.uid).toBe("a");
  expect(shownPlayer(after(told(), voter, skip))?.current?.uid).toBe("now");
});

test("later entries stand behind the first, and come forward with them", () => {
  const page: PlayerEvent = { kind: "paged", from: 3, items: [testItem("d"), testItem("e")] };
  const uids = (...events: PlayerEvent[]) =>
    shownPlayer(after(...events))
      ?.queue.map(({ uid }) => uid)
      .join("");
  expect(uids(told({ total: 5 }), page)).toBe("abcde");
  const queue = ["b", "c", "d"].map((uid) => testItem(uid));
  expect(uids(told({ total: 5 }), page, told({ rev: 6, total: 4, queue }))).toBe("bcde");
  expect(uids(told({ total: 5 }), page, told({ rev: 6, total: 3, queue }))).toBe("bcd");
});

test("a player that is gone takes all that waits with it", () => {
  const gone: PlayerEvent = { kind: "told", player: null, isAway: false };
  expect(shownPlayer(after(told(), wished, gone))).toBeNull();
});

test("a change brings some of the player anew, and nothing where none plays", () => {
  const change: PlayerEvent = { kind: "changed", fields: { rev: 6, volume: 33 } };
  expect(volume(told(), change)).toBe(33);
  expect(shownPlayer(after(told(), change))?.current?.uid).toBe("now");
  expect(after(change).player).toBeNull();
});

test("a bot that is away leaves what was there", () => {
  const state = after(told(), { kind: "away", isAway: true });
  expect([state.isAway, state.player?.rev]).toEqual([true, 5]);
});
