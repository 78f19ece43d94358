/** How a music service did so far. */
export interface Breaker {
  /** Failures since it last answered. */
  readonly failures: number;
  /** Until then it is not asked, on the monotonic clock in ms. */
  readonly restsUntil: number;
}

/** How a music service does, as people are told. */
export type Health = "ok" | "degraded" | "away";

/** So many failures in a row, and it is left alone for a while. */
const BORNE_FAILURES = 3;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;

export const FRESH: Breaker = { failures: 0, restsUntil: 0 };

/** Whether it may be asked now. */
export const mayAsk = ({ restsUntil }: Breaker, now: number): boolean => now >= restsUntil;

/**
 * It is asked now: one that was left alone is tried by one who asks alone.
 * @param withinMs how long an answer may take
 */
export const asked = (breaker: Breaker, now: number, withinMs: number): Breaker =>
  breaker.failures < BORNE_FAILURES ? breaker : { ...breaker, restsUntil: now + withinMs };

/** It failed, or did not answer in time: each failure past those that are borne doubles its rest. */
export const failed = ({ failures }: Breaker, now: number): Breaker => {
  const more = failures + 1;
  const past = more - BORNE_FAILURES;
  const restMs = Math.min(FIRST_REST_MS * 2 ** past, LONGEST_REST_MS);
  return { failures: more, restsUntil: past < 0 ? 0 : now + restMs };
};

/** What people are told of it; one that is tried again is away until it answers. */
export const healthOf = ({ failures }: Breaker): Health => {
  if (failures === 0) return "ok";
  return failures < BORNE_FAILURES ? "degraded" : "away";
};
