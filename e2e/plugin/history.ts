import type { ShardDetail, TransitionEntry } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";
import { until } from "../support/until.ts";

/** One shard of a server's cluster, as anyone can read it there. */
export interface Shard {
  readonly url: string;
  readonly cluster?: string;
  readonly id: number;
}

export const detailOf = async ({ url, cluster = "main", id }: Shard): Promise<ShardDetail> => {
  const answer = await fetch(`${url}/api/v1/clusters/${cluster}/shards/${id}`);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as ShardDetail;
};

/** A transition with the time since the fault that led to it. */
export interface Step extends TransitionEntry {
  readonly afterMs: number;
}

/** The shard's transitions since then, oldest first. */
export const stepsSince = async (shard: Shard, faultAt: number): Promise<Step[]> =>
  (await detailOf(shard)).transitions
    .filter(({ at }) => at >= faultAt)
    .reverse()
    .map((entry) => ({ ...entry, afterMs: entry.at - faultAt }));

/** The states only, in order. */
export const statesOf = (steps: readonly Step[]): ShardState[] => steps.map(({ to }) => to);

/** Such as `resuming +102 ms, online +611 ms`. */
export const inWords = (steps: readonly Step[]): string =>
  steps.length === 0
    ? "no transition"
    : steps
        .map(
          ({ to, afterMs, cause, reason }) =>
            `${to} +${afterMs} ms (${cause}${reason === null ? "" : `: ${reason}`})`,
        )
        .join(", ");

export const untilState = (shard: Shard, state: ShardState, patienceMs?: number): Promise<ShardDetail> =>
  until(
    `shard ${shard.id} is ${state}`,
    async () => {
      const detail = await detailOf(shard);
      return detail.state === state && detail;
    },
    patienceMs,
  );

/**
 * The shard's steps since the fault, once the last of them leads to the last of these states.
 * @throws Error that tells the steps seen instead
 */
export const untilSteps = async (
  shard: Shard,
  faultAt: number,
  states: readonly ShardState[],
  patienceMs?: number,
): Promise<Step[]> => {
  let steps: readonly Step[] = [];
  try {
    return await until(
      `shard ${shard.id} goes ${states.join(", ")}`,
      async () => {
        steps = await stepsSince(shard, faultAt);
        return steps.length >= states.length && steps.at(-1)?.to === states.at(-1) && [...steps];
      },
      patienceMs,
    );
  } catch (error) {
    throw new Error(`seen instead: ${inWords(steps)}`, { cause: error });
  }
};
