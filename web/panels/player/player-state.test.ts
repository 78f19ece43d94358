import { expect, test } from "vitest";
import type { CommandResult, PlayerSnapshot } from "#protocol/music.ts";
import { NOTHING_KNOWN, type PlayerEvent, reducePlayer, shownPlayer } from "./player-state.ts";
import { testItem, testPlayer } from "./test-player.ts";

const after = (...events: PlayerEvent[]) => events.reduce(reducePlayer, NOTHING_KNOWN);
const told = (more = {}): PlayerEvent => ({ kind: "told", player: testPlayer(more), awaySince: null });
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

const LISTENER = { may: ["skip"], isVoter: true, hasVoted: false, isManager: false } as const;
const voter: PlayerEvent = { kind: "allowed", rights: LISTENER };
const skip: PlayerEvent = { kind: "wished", id: "w", command: { action: "skip" }, at: 0 };
const votes = (have: number) => ({ votes: { have, need: 3 } });

test("a vote is no skip, and is counted at once", () => {
  expect(shownPlayer(after(told(), skip))?.current?.uid).toBe("a");
  expect(shownPlayer(after(told(), voter, skip))?.current?.uid).toBe("now");
  expect(shownPlayer(after(told(votes(1)), voter, skip))?.votes).toEqual({ have: 2, need: 3 });
  expect(shownPlayer(after(told(votes(1)), voter, skip, answered({ outcome: "refused" })))?.votes?.have).toBe(
    1,
  );
});

test("who has voted is known to have, until the votes are over or another track plays", () => {
  const hasVoted = (...events: PlayerEvent[]) => after(told(), voter, skip, ...events).rights.hasVoted;
  const done = answered({ rev: 6 });
  expect(hasVoted()).toBe(false);
  expect(hasVoted(done)).toBe(true);
  expect(hasVoted(answered({ outcome: "refused" }))).toBe(false);
  expect(hasVoted(done, changed({ rev: 6, ...votes(1) }))).toBe(true);
  expect(hasVoted(done, changed({ rev: 6, ...votes(1) }), changed({ rev: 7, votes: null }))).toBe(false);
  expect(hasVoted(done, changed({ rev: 7, current: testItem("a") }))).toBe(false);
  expect(hasVoted(changed({ rev: 7, current: testItem("a") }), answered({ rev: 7 }))).toBe(false);
});

test("a player that is gone takes all that waits with it", () => {
  const gone: PlayerEvent = { kind: "told", player: null, awaySince: null };
  expect(shownPlayer(after(told(), wished, gone))).toBeNull();
});

test("a change brings some of the player anew, and nothing where none plays", () => {
  const change: PlayerEvent = { kind: "changed", fields: { rev: 6, volume: 33 } };
  expect(volume(told(), change)).toBe(33);
  expect(shownPlayer(after(told(), change))?.current?.uid).toBe("now");
  expect(after(change).player).toBeNull();
});

test("a bot that is away leaves what was there, as old as it was first", () => {
  const state = after(told(), { kind: "away", awaySince: 7 }, { kind: "told", player: null, awaySince: 9 });
  expect([state.awaySince, state.player?.rev]).toEqual([7, 5]);
  expect(reducePlayer(state, told({ rev: 1 })).awaySince).toBeNull();
  expect(after({ kind: "told", player: null, awaySince: 9 })).toMatchObject({ isKnown: true, awaySince: 9 });
});
