import type { ShardState } from "#protocol/state.ts";

/** What a page says of one state. */
export interface StateWords {
  /** Stands in a legend: `12 offline`. */
  readonly label: string;
  /** Ends the sentence about one shard. */
  readonly sentence: string;
  /** Begins the span for which it lasts: `Silent for 2 min`. */
  readonly span: string;
  /** What shards of this state did, in sum: `3 shards went offline`. */
  readonly became: string;
}

/** Each state in words. */
export const STATE_WORDS = {
  unknown: {
    label: "unknown",
    sentence: "Nothing has been heard from it yet.",
    span: "Unknown",
    became: "became unknown",
  },
  unhealthy: {
    label: "unhealthy",
    sentence: "It is not answering.",
    span: "Not answering",
    became: "stopped answering",
  },
  offline: { label: "offline", sentence: "It is offline.", span: "Offline", became: "went offline" },
  online: { label: "online", sentence: "It is online.", span: "Online", became: "came online" },
  starting: { label: "starting", sentence: "It is starting.", span: "Starting", became: "began to start" },
  stopping: { label: "stopping", sentence: "It is stopping.", span: "Stopping", became: "began to stop" },
  resuming: {
    label: "resuming",
    sentence: "It lost its connection and is resuming it.",
    span: "Resuming",
    became: "began to resume",
  },
} satisfies Record<ShardState, StateWords>;

/** What a cluster's grid is called: it says what a bare number in it means. */
export const gridLabel = (cluster: string): string =>
  `Shards of ${cluster}; a number without a word is online`;

/** States in the order of a reader's concern: trouble first, then what moves, then what is well. */
export const STATES_BY_CONCERN = [
  "unhealthy",
  "offline",
  "resuming",
  "starting",
  "stopping",
  "unknown",
  "online",
] as const satisfies readonly ShardState[];
