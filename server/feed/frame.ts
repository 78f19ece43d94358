import type { ClusterFrame, ClusterTotals, FeedFrame } from "#protocol/feed.ts";
import { encodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";

/** What gathers for the next frame: per cluster, which shards changed to what, and which were heard. */
export class FrameDraft {
  readonly #clusters = new Map<string, { changes: Map<number, ShardState>; pulses: Set<number> }>();

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
    return { at, clusters: Object.fromEntries(clusters) };
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
