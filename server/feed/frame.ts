import type { NodeView } from "#protocol/audio-view.ts";
import type { ClusterFrame, ClusterTotals, FeedFrame, NodesFrame } from "#protocol/feed.ts";
import { encodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";

/** What gathers for the next frame: per cluster, which shards changed to what, and which were heard; and the audio nodes. */
export class FrameDraft {
  readonly #clusters = new Map<string, { changes: Map<number, ShardState>; pulses: Set<number> }>();
  readonly #nodes = new Map<string, NodeView | "gone">();

  get clusters(): Iterable<string> {
    return this.#clusters.keys();
  }

  /** Those with shards that changed. */
  *changedClusters(): Generator<string> {
    for (const [cluster, { changes }] of this.#clusters) if (changes.size > 0) yield cluster;
  }

  /** Has the cluster in the frame, for its totals. */
  touch(cluster: string): void {
    this.#of(cluster);
  }

  /** The last state of a shard wins. */
  change(cluster: string, shardId: number, state: ShardState): void {
    this.#of(cluster).changes.set(shardId, state);
  }

  pulse(cluster: string, shardIds: readonly number[]): void {
    const { pulses } = this.#of(cluster);
    for (const id of shardIds) pulses.add(id);
  }

  /** The last word about a node wins. */
  changeNodes({ changed, gone }: NodesFrame): void {
    for (const node of changed) this.#nodes.set(node.id, node);
    for (const id of gone) this.#nodes.set(id, "gone");
  }

  /** The frame as it is sent. @param totals those of the clusters whose totals changed */
  build(at: number, totals: ReadonlyMap<string, ClusterTotals>): FeedFrame {
    const clusters: [string, ClusterFrame][] = [];
    for (const [name, { changes, pulses }] of this.#clusters) {
      const newTotals = totals.get(name);
      clusters.push([
        name,
        {
          ...(changes.size > 0 && { changes: rangesByState(changes) }),
          ...(pulses.size > 0 && { pulses: encodeRanges([...pulses].sort(ascending)) }),
          ...(newTotals !== undefined && { totals: newTotals }),
        },
      ]);
    }
    return {
      at,
      clusters: Object.fromEntries(clusters),
      ...(this.#nodes.size > 0 && { nodes: nodesFrame(this.#nodes) }),
    };
  }

  #of(cluster: string) {
    let gathered = this.#clusters.get(cluster);
    if (gathered === undefined) {
      gathered = { changes: new Map(), pulses: new Set() };
      this.#clusters.set(cluster, gathered);
    }
    return gathered;
  }
}

const nodesFrame = (nodes: ReadonlyMap<string, NodeView | "gone">): NodesFrame => ({
  changed: [...nodes.values()].filter((its) => its !== "gone"),
  gone: [...nodes].flatMap(([id, its]) => (its === "gone" ? [id] : [])),
});

const ascending = (a: number, b: number) => a - b;

const rangesByState = (changes: ReadonlyMap<number, ShardState>): Partial<Record<ShardState, string>> => {
  const idsByState = new Map<ShardState, number[]>();
  for (const [id, state] of changes) {
    const ids = idsByState.get(state);
    if (ids === undefined) idsByState.set(state, [id]);
    else ids.push(id);
  }
  return Object.fromEntries(
    [...idsByState].map(([state, ids]) => [state, encodeRanges(ids.sort(ascending))]),
  );
};
