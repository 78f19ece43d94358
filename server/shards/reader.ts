import type { ClusterSnapshot, ClusterTotals } from "#protocol/feed.ts";
import type { ShardDetail, ShardSummary } from "#protocol/shard-detail.ts";
import { type ShardState, standingOf } from "#protocol/state.ts";
import { encodeStateRuns } from "#protocol/state-runs.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { BootBook } from "./boots.ts";
import type { ClusterShards, ShardRegistry } from "./registry.ts";
import { lastTransitions } from "./store.ts";
import { totalsOf } from "./totals.ts";

const TRANSITIONS_SHOWN = 20;

export interface ShardReaderParts {
  readonly registry: ShardRegistry;
  readonly boots: BootBook;
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly healthTimeoutMs: number;
  /** Judges what fell silent by now, so that what is read is true now. */
  readonly attend: () => MonotonicMs;
}

/** Answers what can be asked about the shards. */
export class ShardReader {
  readonly #parts: ShardReaderParts;

  constructor(parts: ShardReaderParts) {
    this.#parts = parts;
  }

  get clusters(): readonly ClusterShards[] {
    return this.#parts.registry.clusters;
  }

  findCluster(name: string): ClusterShards | undefined {
    return this.#parts.registry.cluster(name);
  }

  /** @throws AppError `unknown_cluster` */
  cluster(name: string): ClusterShards {
    const cluster = this.findCluster(name);
    if (cluster === undefined) {
      throw new AppError("unknown_cluster", "no such cluster; GET /api/v1/clusters lists them");
    }
    return cluster;
  }

  totals(cluster: ClusterShards): ClusterTotals {
    const now = this.#parts.attend();
    return totalsOf(this.#parts.registry, cluster, this.#parts.boots.countAlive(cluster.name, now));
  }

  /** Every cluster as the feed's snapshot has it. */
  snapshots(): ClusterSnapshot[] {
    return this.clusters.map((cluster) => ({
      name: cluster.name,
      shardCount: cluster.shardCount,
      totals: this.totals(cluster),
      states: encodeStateRuns(this.#states(cluster)),
    }));
  }

  state(cluster: ClusterShards, shardId: number): ShardState {
    this.#parts.attend();
    return this.#parts.registry.state(cluster.first + shardId);
  }

  /** The shards that are down, without those that were stopped on purpose; ascending. */
  down(cluster: ClusterShards): ShardSummary[] {
    this.#parts.attend();
    const { registry } = this.#parts;
    const down: ShardSummary[] = [];
    for (let id = 0; id < cluster.shardCount; id += 1) {
      const index = cluster.first + id;
      if (standingOf(registry.state(index)) !== "down" || registry.isStopped(index)) continue;
      down.push(this.summary(cluster, id));
    }
    return down;
  }

  /** Whether any state of the shard was ever told. */
  isKnown(cluster: ClusterShards, shardId: number): boolean {
    return this.#parts.registry.isKnown(cluster.first + shardId);
  }

  /** What is known of a boot: `seq` is the highest that was taken, -1 for none. */
  boot(cluster: ClusterShards, name: string): { readonly seq: number; readonly hasEnded: boolean } {
    const boot = this.#parts.boots.find(cluster.name, name);
    return { seq: boot?.seq ?? -1, hasEnded: boot !== undefined && boot.endedAt !== null };
  }

  /** The shards that each boot owns, ascending; boots without any are left out. */
  ownedShards(cluster: ClusterShards): ReadonlyMap<string, readonly number[]> {
    const owned = new Map<string, number[]>();
    for (let id = 0; id < cluster.shardCount; id += 1) {
      const owner = this.#parts.boots.ofOrder(this.#parts.registry.owner(cluster.first + id));
      if (owner === undefined) continue;
      const ids = owned.get(owner.name);
      if (ids === undefined) owned.set(owner.name, [id]);
      else ids.push(id);
    }
    return owned;
  }

  summary(cluster: ClusterShards, shardId: number): ShardSummary {
    const { registry, clock, attend } = this.#parts;
    const now = attend();
    const index = cluster.first + shardId;
    const heardAt = registry.heardAt(index);
    return {
      id: shardId,
      state: registry.state(index),
      since: registry.since(index),
      lastHeard: heardAt === null ? null : Math.round(clock.wall() - (now - heardAt)),
      ...registry.vitals(index),
      reason: registry.reason(index),
    };
  }

  /** @throws AppError `unknown_shard` */
  detail(cluster: ClusterShards, shardId: number): ShardDetail {
    if (!Number.isInteger(shardId) || shardId < 0 || shardId >= cluster.shardCount) {
      throw new AppError(
        "unknown_shard",
        `no such shard; this cluster has shards 0 to ${cluster.shardCount - 1}`,
      );
    }
    const { registry, keeper, healthTimeoutMs } = this.#parts;
    return {
      cluster: cluster.name,
      ...this.summary(cluster, shardId),
      timeoutMs: registry.timeoutMs(cluster.first + shardId) || healthTimeoutMs,
      transitions: keeper.read((db) => lastTransitions(db, cluster.name, shardId, TRANSITIONS_SHOWN), []),
    };
  }

  *#states(cluster: ClusterShards): Generator<ShardState> {
    for (let id = 0; id < cluster.shardCount; id += 1) yield this.#parts.registry.state(cluster.first + id);
  }
}
