import type { Grounds, States } from "./grounds.ts";

/** So many speak at once, each in turn and each about shards of its own: what comes of it does not hang on chance. */
const LANES = 16;
const SHARDS_PER_LANE = 4;

/** Where in a round of cases one stands. */
export interface Spot {
  readonly lane: number;
  /** The shards that only this lane speaks for. */
  readonly shards: readonly number[];
  /** Its place among the cases of its lane. */
  readonly turn: number;
  /** What is expected of all shards; it notes here what it changes. */
  readonly states: States;
}

/** One of those who speak. */
export interface Speaker<T> {
  /** @throws Error naming what a case brought about that it should not have */
  say(one: T, spot: Spot): Promise<void>;
  close(): void;
}

const BRIEF_CHARS = 2_000;

/**
 * Has the cases said to the server, as many at once as there are lanes.
 * @throws Error where one of them, or all of them together, brought about what they should not have
 */
export const playInLanes = async <T>(
  grounds: Grounds,
  cases: readonly T[],
  speaker: (lane: number) => Speaker<T>,
): Promise<void> => {
  await grounds.revive();
  const states = await grounds.states();
  const walk = async (lane: number) => {
    const speaks = speaker(lane);
    const shards = Array.from({ length: SHARDS_PER_LANE }, (_, place) => lane * SHARDS_PER_LANE + place);
    try {
      const own = cases.filter((_, place) => place % LANES === lane);
      for (const [turn, one] of own.entries())
        await speaks.say(one, { lane, turn, shards, states }).catch((cause: Error) => {
          const sent = JSON.stringify(one).slice(0, BRIEF_CHARS);
          throw new Error(`${cause.message}\nwhere this was sent: ${sent}`, { cause });
        });
    } finally {
      speaks.close();
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: LANES }, (_, lane) => walk(lane)));
  // Whatever goes wrong once the server is dead is the less important news.
  await grounds.inspect();
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  const after = await grounds.states();
  for (const [shard, state] of states)
    if (after.get(shard) !== state) throw new Error(`${shard} is ${after.get(shard)}, not ${state}`);
};
