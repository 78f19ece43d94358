const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Of the silence that is borne, at most this much is spent between two tries: a dial takes time too. */
const RATIO_OF_SILENCE = 0.6;

/**
 * How long to wait before the next try: anywhere between 1 s and a ceiling that doubles up to 60 s, so that many
 * processes do not come back at once ("full jitter", AWS Architecture Blog 2015, "Exponential Backoff And Jitter").
 * A server that comes back bears silence from then on: the ceiling stays below that, or it would blame the bots for
 * its own absence.
 * @param failures tries that failed in a row, from 1
 * @param random 0 to 1
 * @param timeoutMs the silence that the server bears
 */
export const backoffMs = (failures: number, random: number, timeoutMs: number): number => {
  const longest = Math.min(timeoutMs * RATIO_OF_SILENCE, LONGEST_MS);
  const ceiling = Math.max(Math.min(SHORTEST_MS * 2 ** Math.min(failures, 16), longest), SHORTEST_MS);
  return SHORTEST_MS + random * (ceiling - SHORTEST_MS);
};

/**
 * How long to wait where only a person can mend it: around 5 min.
 * @param random 0 to 1
 */
export const slowRetryMs = (random: number): number => 240_000 + random * 120_000;
