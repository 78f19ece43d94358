const FIRST_MS = 2_000;
const LONGEST_MS = 30_000;
const SHORTEST_MS = 1_000;

/**
 * Time to wait before another try: full jitter between a second and a bound that doubles to half a minute, so
 * that the pages of an outage do not all return at once.
 * @param failures tries that failed in a row, from 1
 * @param random 0..1
 */
export const backoffMs = (failures: number, random: number): number => {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return SHORTEST_MS + random * (bound - SHORTEST_MS);
};
