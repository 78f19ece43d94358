const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before the next try: anywhere between 1 s and a ceiling that doubles up to 60 s, so that many
 * processes do not come back at once ("full jitter", AWS Architecture Blog 2015, "Exponential Backoff And Jitter").
 * @param failures tries that failed in a row, from 1
 * @param random 0 to 1
 */
export const backoffMs = (failures: number, random: number): number => {
  const ceiling = Math.min(SHORTEST_MS * 2 ** Math.min(failures, 16), LONGEST_MS);
  return SHORTEST_MS + random * (ceiling - SHORTEST_MS);
};

/**
 * How long to wait where only a person can mend it: around 5 min.
 * @param random 0 to 1
 */
export const slowRetryMs = (random: number): number => 240_000 + random * 120_000;
