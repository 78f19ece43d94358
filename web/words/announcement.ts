import type { ShardState } from "#protocol/state.ts";
import { countOf, listWords } from "./numbers.ts";
import { STATE_WORDS, STATES_BY_CONCERN } from "./state-words.ts";

/** What many changes come to, for a screen reader: `3 shards went offline and 1 shard came online.` */
export const announcementOf = (became: ReadonlyMap<ShardState, number>): string => {
  const parts = STATES_BY_CONCERN.flatMap((state) => {
    const count = became.get(state) ?? 0;
    return count === 0 ? [] : [`${countOf(count, "shard")} ${STATE_WORDS[state].became}`];
  });
  return parts.length === 0 ? "" : `${listWords(parts)}.`;
};
