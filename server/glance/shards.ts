import type { ShardSummary } from "#protocol/shard-detail.ts";
import type { ShardState, StateCounts } from "#protocol/state.ts";

/** A cluster, as far as Glance's routes look at it. */
export interface GlanceCluster {
  readonly name: string;
  readonly shardCount: number;
  /** Where its shards begin among all. */
  readonly first: number;
}

/** What Glance's routes read of the shards. */
export interface GlanceReader {
  readonly clusters: readonly GlanceCluster[];
  findCluster(name: string): GlanceCluster | undefined;
  totals(cluster: GlanceCluster): { readonly states: StateCounts };
  state(cluster: GlanceCluster, shardId: number): ShardState;
  isKnown(cluster: GlanceCluster, shardId: number): boolean;
  summary(cluster: GlanceCluster, shardId: number): ShardSummary;
}

/** What Glance's routes ask of the shards. */
export interface GlanceShards {
  readonly read: GlanceReader;
  status(cluster: GlanceCluster, shardId: number, state: ShardState): Promise<void>;
  heartbeat(cluster: GlanceCluster, shardId: number): "never_heard" | Promise<void> | undefined;
}
