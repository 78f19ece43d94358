import type { ClusterFrame, ClusterTotals, FeedMessage, FeedSnapshot, MonitorState } from "#protocol/feed.ts";
import { decodeRanges } from "#protocol/ranges.ts";
import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import { decodeStateRuns, encodeStateRuns } from "#protocol/state-runs.ts";

/** One cluster as the page knows it; `states` by shard id, a new array whenever one differs. */
export interface ClusterState {
  readonly name: string;
  readonly shardCount: number;
  readonly states: readonly ShardState[];
  readonly totals: ClusterTotals;
}

/** All that the feed has told. */
export interface FeedState {
  /** Server's time of the last message, epoch ms. */
  readonly at: number;
  readonly monitor: MonitorState;
  readonly clusters: readonly ClusterState[];
}

/** The state that a snapshot tells, without need of an earlier one. */
export const stateOfSnapshot = (snapshot: FeedSnapshot): FeedState => ({
  at: snapshot.at,
  monitor: snapshot.monitor,
  clusters: snapshot.clusters.map(({ name, shardCount, states, totals }) => ({
    name,
    shardCount,
    states: decodeStateRuns(states, shardCount),
    totals,
  })),
});

/** The snapshot that tells a state, for a tab that joins late. @param id the feed's id of that state */
export const snapshotOfState = (state: FeedState, id: number): FeedSnapshot => ({
  at: state.at,
  id,
  monitor: state.monitor,
  clusters: state.clusters.map((cluster) => ({ ...cluster, states: encodeStateRuns(cluster.states) })),
});

const changedStates = (
  states: readonly ShardState[],
  changes: NonNullable<ClusterFrame["changes"]>,
): readonly ShardState[] => {
  const next = states.slice();
  for (const state of SHARD_STATES) {
    for (const id of decodeRanges(changes[state] ?? "")) if (id < next.length) next[id] = state;
  }
  return next;
};

const reduceCluster = (cluster: ClusterState, frame: ClusterFrame | undefined): ClusterState => {
  if (frame === undefined || (frame.changes === undefined && frame.totals === undefined)) return cluster;
  return {
    ...cluster,
    states: frame.changes === undefined ? cluster.states : changedStates(cluster.states, frame.changes),
    totals: frame.totals ?? cluster.totals,
  };
};

/** The state after a message. A frame or tick before the first snapshot changes nothing. */
export const reduce = (state: FeedState | null, message: FeedMessage): FeedState | null => {
  if (message.event === "snapshot") return stateOfSnapshot(message.data);
  if (state === null) return null;
  switch (message.event) {
    case "tick":
      return { ...state, at: message.data.at, monitor: message.data.monitor };
    case "frame": {
      const { at, clusters } = message.data;
      return {
        ...state,
        at,
        clusters: state.clusters.map((cluster) => reduceCluster(cluster, clusters[cluster.name])),
      };
    }
    default:
      return message satisfies never;
  }
};
