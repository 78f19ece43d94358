/**
 * What a shard is known to be doing. `unknown` has never spoken; `unhealthy` has fallen silent or says itself
 * that it is not well; `offline` is a last word.
 */
export const SHARD_STATES = [
  "unknown",
  "unhealthy",
  "offline",
  "online",
  "starting",
  "stopping",
  "resuming",
] as const;

export type ShardState = (typeof SHARD_STATES)[number];

/** How a state counts for a reader of the page. */
export type Standing = "up" | "down" | "changing" | "unknown";

const STANDING = {
  online: "up",
  unhealthy: "down",
  offline: "down",
  starting: "changing",
  stopping: "changing",
  resuming: "changing",
  unknown: "unknown",
} satisfies Record<ShardState, Standing>;

/** Down is unhealthy and offline; starting, stopping and resuming are changing; unknown counts apart. */
export const standingOf = (state: ShardState): Standing => STANDING[state];

/** Number of shards in each state. */
export type StateCounts = Readonly<Record<ShardState, number>>;

/** Counts that name every state, zero where none is given. */
export const countStates = (states: Iterable<ShardState>): StateCounts => {
  const counts: Record<ShardState, number> = {
    unknown: 0,
    unhealthy: 0,
    offline: 0,
    online: 0,
    starting: 0,
    stopping: 0,
    resuming: 0,
  };
  for (const state of states) counts[state] += 1;
  return counts;
};
