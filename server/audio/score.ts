import type { NodeStats } from "#protocol/lavalink.ts";

/** What is known of a node that is to be scored. */
export interface Burden {
  /** null: unknown. */
  readonly stats: NodeStats | null;
  /** Players that our bots have there; its stats are up to a minute old, and do not know the latest yet. */
  readonly ownPlayers: number;
}

/** Of a node of which nothing is known: neither preferred nor avoided. */
const UNKNOWN_SCORE = 50;

/** So many players are half of the most; a node that is paid for carries a few hundred. */
const HALF_FULL_PLAYERS = 100;

/** Frames that a player should send in a minute. */
const FRAMES_PER_MINUTE = 3_000;

/** What each share adds at most; together 100. */
const WEIGHTS = {
  /** A machine without time to spare stutters for all, whoever takes the time. */
  load: 35,
  /** Spreads players over idle nodes, and is the one share that moves at once. */
  players: 25,
  /** Frames that were not sent in time are what listeners hear. */
  frames: 25,
  /** A full heap pauses the node, but only near its end. */
  memory: 15,
} as const;

/** 0 to 1, also of what is no number. */
const share = (part: number, whole: number) => {
  const ratio = whole > 0 ? part / whole : 0;
  return Number.isNaN(ratio) ? 0 : Math.min(Math.max(ratio, 0), 1);
};

/** How full a node is, 0 (idle) to 100 (full), to a tenth; more of anything never makes it less. */
export const scoreOf = ({ stats, ownPlayers }: Burden): number => {
  if (stats === null) return UNKNOWN_SCORE;
  const players = Math.max(stats.players, ownPlayers > 0 ? ownPlayers : 0);
  const { frames, load, memory } = stats;
  const shares = {
    load: share(Math.max(load.system, load.node), 1),
    players: 1 - HALF_FULL_PLAYERS / (HALF_FULL_PLAYERS + players),
    frames: frames === null ? 0 : share(frames.deficit + frames.nulled, FRAMES_PER_MINUTE),
    memory: share(memory.usedBytes, memory.reservableBytes),
  } satisfies Record<keyof typeof WEIGHTS, number>;
  const score =
    WEIGHTS.load * shares.load +
    WEIGHTS.players * shares.players +
    WEIGHTS.frames * shares.frames +
    WEIGHTS.memory * shares.memory;
  return Math.round(score * 10) / 10;
};
