import type { Report, ReportedShard, ReportOutcome } from "#protocol/report.ts";
import { type ShardState, standingOf } from "#protocol/state.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import { type Boot, BootBook } from "./boots.ts";
import { mayClaim, NO_OWNER } from "./claim.ts";
import { type Change, Journal } from "./journal.ts";
import { ShardReader } from "./reader.ts";
import { type ClusterShards, type ShardIndex, ShardRegistry } from "./registry.ts";
import { restoreShards } from "./restore.ts";
import { Vigil } from "./vigil.ts";

export interface ShardServiceParts {
  readonly clusters: readonly { readonly name: string; readonly shardCount: number }[];
  readonly healthTimeoutMs: number;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly events: Events;
  readonly log: Log;
}

/** Owns the live state of all shards: takes the bots' words, keeps what changed, and tells the others. */
export class ShardService {
  /** Answers all that can be asked. */
  readonly read: ShardReader;
  readonly #parts: ShardServiceParts;
  readonly #registry: ShardRegistry;
  readonly #boots = new BootBook();
  readonly #vigil: Vigil;
  readonly #journal: Journal;

  constructor(parts: ShardServiceParts) {
    this.#parts = parts;
    this.#registry = new ShardRegistry(parts.clusters);
    const registry = this.#registry;
    const boots = this.#boots;
    this.#journal = new Journal({ ...parts, registry, boots });
    this.#vigil = new Vigil({ ...parts, registry, onSilent: (silent) => this.#expire(silent) });
    this.read = new ShardReader({ ...parts, registry, boots, attend: () => this.#vigil.attend() });
    parts.keeper.onOpen((db, { isFirst }) => {
      if (!isFirst) return;
      const { clock, events, log } = parts;
      restoreShards({ db, registry, boots, clock, events, log });
    });
  }

  /** Starts to look for silence. */
  start(): void {
    this.#vigil.start();
  }

  stop(): void {
    this.#vigil.stop();
  }

  /** Sets a shard's state; resolves once that is kept. */
  status(cluster: ClusterShards, shardId: number, state: ShardState): Promise<void> {
    const now = this.#vigil.attend();
    const index = cluster.first + shardId;
    const change = this.#journal.begin();
    this.#registry.hear(index, now, this.#parts.healthTimeoutMs);
    this.#journal.own(change, index, NO_OWNER);
    this.#journal.say(change, cluster, shardId, { state, reason: null }, "report");
    this.#journal.commit(change);
    this.#tellHeard(cluster, [shardId], "status", change);
    return this.#parts.keeper.whenKept(this.#journal.ticket(index));
  }

  /**
   * Notes that a shard lives; revives an unhealthy one, and resolves once that is kept.
   * @returns `never_heard` where no state of the shard was ever told
   */
  heartbeat(cluster: ClusterShards, shardId: number): "never_heard" | Promise<void> | undefined {
    const index = cluster.first + shardId;
    if (!this.#registry.isKnown(index)) return "never_heard";
    const now = this.#vigil.attend();
    this.#registry.hear(index, now, this.#parts.healthTimeoutMs);
    if (this.#registry.state(index) !== "unhealthy") {
      this.#tellHeard(cluster, [shardId], "heartbeat");
      return undefined;
    }
    const change = this.#journal.begin();
    this.#journal.say(change, cluster, shardId, { state: "online", reason: null }, "heartbeat");
    this.#journal.commit(change);
    this.#tellHeard(cluster, [shardId], "heartbeat", change);
    return this.#parts.keeper.whenKept(this.#journal.ticket(index));
  }

  /** Takes what one process says of its shards; resolves once all that changed is kept. */
  async report(cluster: ClusterShards, report: Report): Promise<ReportOutcome> {
    const { clock, keeper } = this.#parts;
    const now = this.#vigil.attend();
    const boot = this.#boots.see(cluster.name, report.boot, clock.wall());
    if (boot.endedAt !== null || report.seq <= boot.seq) {
      // What overtook it may not be kept yet; only then is this one's word of no account.
      await keeper.whenKept(boot.ticket);
      return report.seq === boot.seq ? "duplicate" : "stale";
    }
    boot.seq = report.seq;
    this.#boots.hear(boot, now, report.timeoutMs ?? this.#parts.healthTimeoutMs);
    const change = this.#journal.begin();
    const taken: number[] = [];
    for (const shard of report.shards) {
      if (this.#take(change, cluster, boot, shard, now)) taken.push(shard.id);
    }
    this.#journal.commit(change, boot);
    this.#tellHeard(cluster, taken, "report", change);
    this.#parts.events.emit("reported", { cluster: cluster.name, report });
    // A shard of this report may still wait from an earlier one that was answered with "send it again".
    const waiting = taken.reduce(
      (last, id) => Math.max(last, this.#journal.ticket(cluster.first + id)),
      boot.ticket,
    );
    boot.ticket = waiting;
    await keeper.whenKept(waiting);
    return "accepted";
  }

  /** A bot process says goodbye: the shards that it still owns stop and go offline; resolves once that is kept. */
  goodbye(cluster: ClusterShards, bootName: string): Promise<void> {
    this.#vigil.attend();
    const wall = this.#parts.clock.wall();
    const boot = this.#boots.see(cluster.name, bootName, wall);
    if (boot.endedAt === null) {
      boot.endedAt = wall;
      const change = this.#journal.begin();
      for (let id = 0; id < cluster.shardCount; id += 1) {
        const index = cluster.first + id;
        if (this.#registry.owner(index) !== boot.order) continue;
        if (standingOf(this.#registry.state(index)) !== "down") {
          this.#journal.say(change, cluster, id, { state: "stopping", reason: null }, "goodbye");
        }
        this.#journal.say(
          change,
          cluster,
          id,
          { state: "offline", reason: "stopped", isStopped: true },
          "goodbye",
        );
        this.#journal.own(change, index, NO_OWNER);
      }
      this.#journal.commit(change, boot, true);
      this.#parts.events.emit("left", { cluster: cluster.name, boot: bootName });
    }
    return this.#parts.keeper.whenKept(boot.ticket);
  }

  #expire(silent: readonly ShardIndex[]): void {
    const change = this.#journal.begin();
    for (const index of silent) {
      const cluster = this.#registry.clusterAt(index);
      this.#journal.say(
        change,
        cluster,
        index - cluster.first,
        { state: "unhealthy", reason: null },
        "silence",
      );
    }
    this.#journal.commit(change);
  }

  #take(change: Change, cluster: ClusterShards, boot: Boot, shard: ReportedShard, now: MonotonicMs): boolean {
    const index = cluster.first + shard.id;
    const current = { owner: this.#registry.owner(index), state: this.#registry.state(index) };
    if (!mayClaim(current, boot.order, shard.state)) return false;
    this.#registry.hear(index, now, boot.timeoutMs);
    this.#journal.own(change, index, boot.order);
    this.#journal.say(
      change,
      cluster,
      shard.id,
      { state: shard.state, reason: shard.reason || null },
      "report",
    );
    this.#registry.setVitals(index, {
      latencyMs: shard.latencyMs ?? null,
      guilds: shard.guilds ?? null,
      unavailableGuilds: shard.unavailableGuilds ?? null,
      reconnects: shard.reconnects ?? null,
    });
    return true;
  }

  #tellHeard(
    cluster: ClusterShards,
    shardIds: readonly number[],
    kind: "status" | "heartbeat" | "report",
    change?: Change,
  ): void {
    if (shardIds.length === 0) return;
    const hasChanged = change !== undefined && hasTransitions(change);
    this.#parts.events.emit("heard", { cluster: cluster.name, shardIds, kind, hasChanged });
  }
}

const hasTransitions = (change: Change): boolean => {
  for (const transitions of change.shards.values()) if (transitions.length > 0) return true;
  return false;
};
