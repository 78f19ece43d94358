import type { EpochMs } from "../clock.ts";

const FIRST_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;
const GROWTH = 4;
/** Of a span, either way, so that what failed together does not come back together. */
const JITTER_RATIO = 0.2;
/** No try is put off for longer, whatever a receiver or a clock says. */
export const LONGEST_WAIT_MS = 86_400_000;

/** With the spans between them, so many tries take about three days. */
export const MOST_TRIES = 19;

/**
 * How long to wait before the next try: around 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, and then 6 h.
 * @param failures tries that failed, from 1
 * @param random 0 to 1
 */
export const retryInMs = (failures: number, random: number): number => {
  const span = Math.min(FIRST_MS * GROWTH ** (failures - 1), LONGEST_MS);
  return Math.round(span * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random));
};

/** What a header `Retry-After` asks for, seconds or a date (RFC 9110, 10.2.3), at most a day; 0: nothing. */
export const retryAfterMs = (header: string | undefined, now: EpochMs): number => {
  const text = header?.trim() ?? "";
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : 0;
};
