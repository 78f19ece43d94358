import type { Frames, Load, Memory, OtherPlayers } from "../fake-lavalink/vitals.ts";

const GIB = 2 ** 30;
const MOST_PLAYERS = 120;
const FRAMES_PER_MINUTE = 3_000;

/** How a node fares at one moment. */
export interface Vitality {
  readonly load: Load;
  readonly memory: Memory;
  readonly frames: Frames;
  readonly others: OtherPlayers;
}

/** One that nobody uses yet. */
export const FRESH: Vitality = {
  load: { system: 0.04, node: 0.01 },
  memory: { usedBytes: 0.3 * GIB, reservableBytes: 2 * GIB },
  frames: { sent: FRAMES_PER_MINUTE, nulled: 0, deficit: 0 },
  others: { players: 0, playing: 0 },
};

/**
 * A moment later: players of other bots come and go around `crowd`, and load, memory and frames follow them slowly.
 * @param random 0 to 1
 */
export const later = (before: Vitality, crowd: number, random: () => number): Vitality => {
  const around = (value: number, spread: number) => value + (random() * 2 - 1) * spread;
  const towards = (value: number, goal: number) => value + (goal - value) / 5;
  const wish = crowd === 0 ? -3 : around(crowd, 6);
  const players = between(0, Math.round(towards(before.others.players, wish)), MOST_PLAYERS);
  const system = between(0.02, around(towards(before.load.system, 0.05 + players / 150), 0.03), 1);
  const usedBytes = towards(before.memory.usedBytes, (0.3 + around(players / 100, 0.05)) * GIB);
  const nulled = Math.max(0, Math.round(around((system - 0.5) * 60, 4)));
  return {
    load: { system, node: system * 0.7 },
    memory: { ...before.memory, usedBytes },
    frames: { sent: FRAMES_PER_MINUTE - nulled, nulled, deficit: 0 },
    others: { players, playing: Math.round(players * 0.8) },
  };
};

const between = (least: number, value: number, most: number) => Math.min(Math.max(value, least), most);
