import { ask, keepAlive, post } from "../../support/http.ts";
import { elapsed } from "../../support/until.ts";

const ASK_EVERY_MS = 25;

/** Somebody who only wants to be served while others misbehave. */
export interface Bystander {
  /** Stops, and tells how long each answer took, in ms, ascending. @throws where one was not what it should be */
  leave(): Promise<readonly number[]>;
}

/** Pushes a heartbeat on a kept connection and reads on a new one, again and again. Shard 0 must be known. */
export const standBy = (url: string): Bystander => {
  const agent = keepAlive();
  const tookMs: number[] = [];
  let isThere = true;
  const timed = async (expected: number, answer: Promise<{ readonly status: number }>) => {
    const askedAt = performance.now();
    const { status } = await answer;
    if (status !== expected) throw new Error(`a bystander got ${status}`);
    tookMs.push(performance.now() - askedAt);
  };
  const asking = (async () => {
    while (isThere) {
      await timed(204, post(url, "/api/health/main/0", { agent }));
      await timed(200, ask(url, "/healthz"));
      await elapsed(ASK_EVERY_MS);
    }
  })();
  asking.catch(() => {});
  return {
    leave: async () => {
      isThere = false;
      await asking;
      agent.destroy();
      return tookMs.toSorted((a, b) => a - b);
    },
  };
};

/** The time within which this share of the answers came. */
export const within = (tookMs: readonly number[], share: number): number =>
  tookMs[Math.min(Math.floor(tookMs.length * share), tookMs.length - 1)] ?? Number.POSITIVE_INFINITY;
