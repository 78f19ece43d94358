import { expect, test } from "vitest";
import { FRESH, later, type Vitality } from "./vitality.ts";

const MOMENTS = 500;

/** All moments of a node with so big a crowd. */
const lifeWith = (crowd: number, random: () => number): Vitality[] => {
  const life: Vitality[] = [FRESH];
  for (let count = 0; count < MOMENTS; count += 1) life.push(later(life.at(-1) ?? FRESH, crowd, random));
  return life;
};

test("a node that other bots leave comes to have no players of them, and idles", () => {
  const full = lifeWith(60, Math.random).at(-1) ?? FRESH;
  let now = full;
  for (let count = 0; count < 30; count += 1) now = later(now, 0, Math.random);
  expect(full.others.players).toBeGreaterThan(30);
  expect(now.others).toEqual({ players: 0, playing: 0 });
  expect(now.load.system).toBeLessThan(full.load.system);
});

test.each([
  ["the least", () => 0],
  ["the most", () => 1],
  ["anything", Math.random],
])("with %s that chance gives, no figure leaves its bounds", (_, random) => {
  for (const { load, memory, frames, others } of lifeWith(110, random)) {
    expect(load.system).toBeGreaterThan(0);
    expect(load.system).toBeLessThanOrEqual(1);
    expect(memory.usedBytes).toBeGreaterThan(0);
    expect(memory.usedBytes).toBeLessThan(memory.reservableBytes);
    expect(frames.nulled).toBeGreaterThanOrEqual(0);
    expect(others.playing).toBeLessThanOrEqual(others.players);
  }
});
