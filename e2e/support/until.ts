const LOOK_EVERY_MS = 20;

/** Time that passes by itself: for what is about time, not for waiting on something that can be asked. */
export const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again until the answer is neither undefined nor false.
 * @throws Error naming `what`, where that takes longer than `patienceMs`
 */
export const until = async <T>(
  what: string,
  ask: () => T | Promise<T>,
  patienceMs = 10_000,
): Promise<Exclude<T, undefined | false>> => {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (performance.now() > giveUpAt) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await elapsed(LOOK_EVERY_MS);
  }
};
