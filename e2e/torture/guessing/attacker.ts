import { type Answer, keepAlive, type Question } from "../../support/http.ts";

/** How many answers there were of each status. */
export type Tally = ReadonlyMap<number, number>;

/** One request of an attacker; it gets the number of the guess. */
export type Guess = (count: number, question: Question) => Promise<Answer>;

const LANES = 8;

/** Guesses as fast as the server answers, over several connections from one address, for a while. */
export const guessFor = async (forMs: number, localAddress: string, guess: Guess): Promise<Tally> => {
  const agent = keepAlive(localAddress);
  const tally = new Map<number, number>();
  const endAt = performance.now() + forMs;
  let count = 0;
  const lane = async () => {
    while (performance.now() < endAt) {
      count += 1;
      const { status } = await guess(count, { agent });
      tally.set(status, (tally.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  agent.destroy();
  return tally;
};
