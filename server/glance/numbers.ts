import { SHARD_STATES, type ShardState } from "#protocol/state.ts";

/** Glance's number of each state, as on its wire (foxbot/glance, README: Shard State Enumeration). */
const NUMBER = {
  unknown: 0,
  unhealthy: 1,
  offline: 2,
  online: 3,
  starting: 4,
  stopping: 5,
  resuming: 6,
} satisfies Record<ShardState, number>;

const STATE = new Map(SHARD_STATES.map((state) => [String(NUMBER[state]), state]));

export const numberOfState = (state: ShardState): number => NUMBER[state];

/** The state that a path segment such as `3` names; undefined for anything but 0 to 6. */
export const stateOfNumber = (text: string): ShardState | undefined => STATE.get(text);
