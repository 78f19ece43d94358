import type { NodeView } from "#protocol/audio-view.ts";
import type {
  ClusterFrame,
  ClusterTotals,
  FeedMessage,
  FeedSnapshot,
  MonitorState,
  NodesFrame,
} from "#protocol/feed.ts";
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
  /** Audio nodes, a new array whenever one differs; null where there are none to tell of. */
  readonly nodes: readonly NodeView[] | null;
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
  nodes: snapshot.nodes ?? null,
});

/** The snapshot that tells a state, for a tab that joins late. @param id the feed's id of that state */
export const snapshotOfState = (state: FeedState, id: number): FeedSnapshot => ({
  at: state.at,
  id,
  monitor: state.monitor,
  clusters: state.clusters.map((cluster) => ({ ...cluster, states: encodeStateRuns(cluster.states) })),
  ...(state.nodes !== null && { nodes: state.nodes }),
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

/** A node that is told of anew keeps its place; new ones come last. */
const reduceNodes = (
  nodes: readonly NodeView[] | null,
  frame: NodesFrame | undefined,
): readonly NodeView[] | null => {
  if (frame === undefined) return nodes;
  const next = new Map(nodes?.map((node) => [node.id, node]));
  for (const node of frame.changed) next.set(node.id, node);
  for (const id of frame.gone) next.delete(id);
  return [...next.values()];
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
        nodes: reduceNodes(state.nodes, message.data.nodes),
      };
    }
    default:
      return message satisfies never;
  }
};
