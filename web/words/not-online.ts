import { encodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";
import { countOf } from "./numbers.ts";
import { STATE_WORDS, STATES_BY_CONCERN } from "./state-words.ts";

/** Ranges that one line names before it stops; the cells tell the rest. */
const MOST_RANGES = 200;

const rangesWords = (ids: readonly number[]): string => {
  const ranges = encodeRanges(ids).replaceAll("-", "–").split(",");
  return ranges.length > MOST_RANGES
    ? `${ranges.slice(0, MOST_RANGES).join(", ")} and more`
    : ranges.join(", ");
};

/** One line for each state but online: `2 shards unhealthy: 41–42`. Empty when all is well. */
export const notOnlineWords = (states: readonly ShardState[]): string[] =>
  STATES_BY_CONCERN.flatMap((state) => {
    if (state === "online") return [];
    const ids = states.flatMap((its, id) => (its === state ? [id] : []));
    return ids.length === 0
      ? []
      : [`${countOf(ids.length, "shard")} ${STATE_WORDS[state].label}: ${rangesWords(ids)}`];
  });
