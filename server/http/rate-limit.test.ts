import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { GUESS_EVERY_MS, GUESSES, GuessLimit } from "./rate-limit.ts";

const HOUR_MS = 3_600_000;
const wrong = () => randomBytes(32);

/** Guesses as fast as it can for a while; how many were looked at. */
const attack = (limit: GuessLimit, address: string, from: number, forMs: number, everyMs = 10) => {
  let tried = 0;
  for (let now = from; now < from + forMs; now += everyMs) {
    if (limit.mayTry(address, now)) tried += 1;
    limit.charge(address, wrong(), now);
  }
  return tried;
};

test("an attacker gets some guesses at once, and then one each two seconds", () => {
  const limit = new GuessLimit();
  expect(attack(limit, "203.0.113.9", 0, HOUR_MS)).toBeLessThanOrEqual(GUESSES + HOUR_MS / GUESS_EVERY_MS);
  expect(limit.mayTry("203.0.113.10", HOUR_MS)).toBe(true);
});

test("who is told to wait is looked at after that time, and not before", () => {
  const limit = new GuessLimit();
  for (let count = 0; count < GUESSES; count += 1) expect(limit.charge("a", wrong(), 0).waitMs).toBe(0);
  const { waitMs } = limit.charge("a", wrong(), 500);
  expect(waitMs).toBe(GUESS_EVERY_MS - 500);
  expect(limit.mayTry("a", 500 + waitMs - 1)).toBe(false);
  expect(limit.mayTry("a", 500 + waitMs)).toBe(true);
});

test("an address from which a right secret came lately is not limited, but its wrong ones are told so", () => {
  const limit = new GuessLimit();
  limit.noteRight("a", 0);
  attack(limit, "a", 0, 60_000);
  expect(limit.mayTry("a", 59_991)).toBe(true);
  expect(limit.charge("a", wrong(), 59_991).waitMs).toBeGreaterThan(0);
  const later = 2 * HOUR_MS;
  attack(limit, "a", later, 60_000);
  expect(limit.mayTry("a", later + 59_991)).toBe(false);
});

test("one wrong secret sent over and over leaves guesses for others behind the address, and is told to stop", () => {
  const limit = new GuessLimit();
  const stale = wrong();
  const waits = Array.from({ length: 1_000 }, (_, count) => limit.charge("a", stale, count * 40).waitMs);
  expect(waits.filter((waitMs) => waitMs === 0).length).toBeLessThan(40);
  expect(limit.mayTry("a", 40_000)).toBe(true);
});

test("the log hears of an address once, and not of very many at once", () => {
  const limit = new GuessLimit();
  const told = (address: string, from: number) => {
    let news = 0;
    for (let now = from; now < from + 60_000; now += 10)
      if (limit.charge(address, wrong(), now).isNews) news += 1;
    return news;
  };
  expect(told("a", 0)).toBe(1);
  expect(told("a", 60_000)).toBe(0);
  let news = 0;
  for (let address = 0; address < 1_000; address += 1) {
    for (let count = 0; count <= GUESSES; count += 1)
      if (limit.charge(`b${address}`, wrong(), 200_000).isNews) news += 1;
  }
  expect(news).toBe(1);
});

test("the memory is bounded, forgets who is quiet, and not who guesses now", () => {
  const limit = new GuessLimit(100);
  attack(limit, "a", 0, 1_000);
  for (let other = 0; other < 10_000; other += 1) {
    limit.charge(`b${other}`, wrong(), 1_000);
    limit.noteRight(`c${other}`, 1_000);
    if (other % 50 === 0) limit.charge("a", wrong(), 1_000);
  }
  expect(limit.size).toBeLessThanOrEqual(200);
  expect(limit.mayTry("a", 1_000)).toBe(false);
  limit.charge("d", wrong(), 10 * HOUR_MS);
  limit.noteRight("d", 10 * HOUR_MS);
  expect(limit.size).toBe(2);
});
