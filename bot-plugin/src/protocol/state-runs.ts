import { SHARD_STATES, type ShardState } from "./state.ts";

/**
 * The states of a whole cluster as run lengths, such as `o255!o104`: a letter for the state, then how often it
 * stands in a row (left out for one). 16,384 healthy shards are `o16384`.
 */
export type StateRuns = string;

const LETTER = {
  unknown: "?",
  unhealthy: "!",
  offline: "x",
  online: "o",
  starting: "a",
  stopping: "d",
  resuming: "r",
} satisfies Record<ShardState, string>;

const STATE_OF_LETTER = new Map(SHARD_STATES.map((state) => [LETTER[state], state]));

/** Encodes states in the order of their shard ids. */
export const encodeStateRuns = (states: Iterable<ShardState>): StateRuns => {
  let runs = "";
  let current: ShardState | undefined;
  let length = 0;
  const close = () => {
    if (current !== undefined) runs += length === 1 ? LETTER[current] : `${LETTER[current]}${length}`;
  };
  for (const state of states) {
    if (state === current) {
      length += 1;
      continue;
    }
    close();
    current = state;
    length = 1;
  }
  close();
  return runs;
};

/** The states of a text made by `encodeStateRuns`; throws a `RangeError` where it is not one of `shardCount` states. */
export const decodeStateRuns = (runs: StateRuns, shardCount: number): ShardState[] => {
  const states: ShardState[] = [];
  for (const [run, letter = "", count = ""] of runs.matchAll(/(\D)(\d*)/g)) {
    const state = STATE_OF_LETTER.get(letter);
    const length = count === "" ? 1 : Number(count);
    if (state === undefined || states.length + length > shardCount)
      throw new RangeError(`no state run: ${run}`);
    for (let i = 0; i < length; i += 1) states.push(state);
  }
  if (states.length !== shardCount) throw new RangeError(`${states.length} states for ${shardCount} shards`);
  return states;
};
