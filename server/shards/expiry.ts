import type { ShardState } from "#protocol/state.ts";
import type { MonotonicMs } from "../clock.ts";

/**
 * Whether silence turns a shard in this state unhealthy. What never spoke stays unknown; offline is a bot's own
 * last word, so that silence after it is no news; unhealthy is what silence leads to.
 */
export const expires = (state: ShardState): boolean =>
  state !== "unknown" && state !== "offline" && state !== "unhealthy";

/** The moment after which a shard counts as silent; `Infinity` where silence is no news. */
export const deadlineOf = (state: ShardState, heardAt: MonotonicMs, timeoutMs: number): MonotonicMs =>
  expires(state) ? heardAt + timeoutMs : Number.POSITIVE_INFINITY;

/** Silent for longer than what is borne: exactly on the deadline is still in time. */
export const isPast = (deadlineAt: MonotonicMs, now: MonotonicMs): boolean => now > deadlineAt;
