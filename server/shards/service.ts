import type { Report, ReportedShard, ReportOutcome } from "#protocol/report.ts";
import type { TransitionCause } from "#protocol/shard-detail.ts";
import { type ShardState, standingOf } from "#protocol/state.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Ticket } from "../db/waiters.ts";
import type { Events, Transition } from "../events.ts";
import type { Log } from "../log.ts";
import { type Boot, BootBook } from "./boots.ts";
import { mayClaim, NO_OWNER } from "./claim.ts";
import { ShardReader } from "./reader.ts";
import { type ClusterShards, type ShardIndex, ShardRegistry, type Word } from "./registry.ts";
import { restoreShards } from "./restore.ts";
import { saveProcess, saveShard, saveTransition } from "./store.ts";
import { Vigil } from "./vigil.ts";

export interface ShardServiceParts {
  readonly clusters: readonly { readonly name: string; readonly shardCount: number }[];
  readonly healthTimeoutMs: number;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly events: Events;
  readonly log: Log;
}

/** Rows that are written before other work gets its turn. */
const ROWS_PER_WRITE = 500;

/** One change of the registry on its way to the store and to the listeners. */
interface Change {
  readonly transitions: Transition[];
  readonly touched: Set<ShardIndex>;
}

/** Owns the live state of all shards: takes the bots' words, keeps what changed, and tells the others. */
export class ShardService {
  /** Answers all that can be asked. */
  readonly read: ShardReader;
  readonly #parts: ShardServiceParts;
  readonly #registry: ShardRegistry;
  readonly #boots = new BootBook();
  readonly #vigil: Vigil;
  /** By shard: the last write of its row. */
  readonly #tickets: Float64Array;

  constructor(parts: ShardServiceParts) {
    this.#parts = parts;
    this.#registry = new ShardRegistry(parts.clusters);
    this.#tickets = new Float64Array(this.#registry.size);
    const registry = this.#registry;
    const boots = this.#boots;
    this.#vigil = new Vigil({ ...parts, registry, onSilent: (silent) => this.#expire(silent) });
    this.read = new ShardReader({ ...parts, registry, boots, attend: () => this.#vigil.attend() });
    parts.keeper.onOpen((db) => {
      const { clock, events, log } = parts;
      restoreShards({ db, registry, boots, clock, events, log });
    });
    parts.keeper.onGivenUp(() => this.#keepAll());
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
    const change = newChange();
    this.#registry.hear(index, now, this.#parts.healthTimeoutMs);
    this.#own(change, index, NO_OWNER);
    this.#say(change, cluster, shardId, { state, reason: null }, "report");
    this.#commit(change);
    this.#tellHeard(cluster, [shardId], "status", change);
    return this.#parts.keeper.whenKept(this.#ticket(index));
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
    const change = newChange();
    if (this.#registry.state(index) === "unhealthy") {
      this.#say(change, cluster, shardId, { state: "online", reason: null }, "heartbeat");
      this.#commit(change);
    }
    this.#tellHeard(cluster, [shardId], "heartbeat", change);
    return change.touched.size === 0 ? undefined : this.#parts.keeper.whenKept(this.#ticket(index));
  }

  /** Takes what one process says of its shards; resolves once all that changed is kept. */
  async report(cluster: ClusterShards, report: Report): Promise<ReportOutcome> {
    const { clock, keeper } = this.#parts;
    const now = this.#vigil.attend();
    const boot = this.#boots.see(cluster.name, report.boot, clock.wall());
    if (boot.endedAt !== null || report.seq < boot.seq) return "stale";
    if (report.seq === boot.seq) {
      await keeper.whenKept(boot.ticket);
      return "duplicate";
    }
    boot.seq = report.seq;
    boot.heardAt = now;
    boot.timeoutMs = report.timeoutMs ?? this.#parts.healthTimeoutMs;
    const change = newChange();
    const taken: number[] = [];
    for (const shard of report.shards) {
      if (this.#take(change, cluster, boot, shard, now)) taken.push(shard.id);
    }
    this.#commit(change, boot);
    this.#tellHeard(cluster, taken, "report", change);
    this.#parts.events.emit("reported", { cluster: cluster.name, report });
    // A shard of this report may still wait from an earlier one that was answered with "send it again".
    const waiting = taken.reduce((last, id) => Math.max(last, this.#ticket(cluster.first + id)), boot.ticket);
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
      const change = newChange();
      for (let id = 0; id < cluster.shardCount; id += 1) {
        const index = cluster.first + id;
        if (this.#registry.owner(index) !== boot.order) continue;
        if (standingOf(this.#registry.state(index)) !== "down") {
          this.#say(change, cluster, id, { state: "stopping", reason: null }, "goodbye");
        }
        this.#say(change, cluster, id, { state: "offline", reason: "stopped", isStopped: true }, "goodbye");
        this.#own(change, index, NO_OWNER);
      }
      boot.ticket = this.#commit(change, boot, true);
      this.#parts.events.emit("left", { cluster: cluster.name, boot: bootName });
    }
    return this.#parts.keeper.whenKept(boot.ticket);
  }

  #expire(silent: readonly ShardIndex[]): void {
    const change = newChange();
    for (const index of silent) {
      const cluster = this.#registry.clusterAt(index);
      this.#say(change, cluster, index - cluster.first, { state: "unhealthy", reason: null }, "silence");
    }
    this.#commit(change);
  }

  #take(change: Change, cluster: ClusterShards, boot: Boot, shard: ReportedShard, now: MonotonicMs): boolean {
    const index = cluster.first + shard.id;
    const current = { owner: this.#registry.owner(index), state: this.#registry.state(index) };
    if (!mayClaim(current, boot.order, shard.state)) return false;
    this.#registry.hear(index, now, boot.timeoutMs);
    this.#own(change, index, boot.order);
    this.#say(change, cluster, shard.id, { state: shard.state, reason: shard.reason || null }, "report");
    this.#registry.setVitals(index, {
      latencyMs: shard.latencyMs ?? null,
      guilds: shard.guilds ?? null,
      unavailableGuilds: shard.unavailableGuilds ?? null,
      reconnects: shard.reconnects ?? null,
    });
    return true;
  }

  #own(change: Change, index: ShardIndex, owner: number): void {
    if (this.#registry.owner(index) === owner) return;
    this.#registry.own(index, owner);
    change.touched.add(index);
  }

  #say(change: Change, cluster: ClusterShards, shardId: number, word: Word, cause: TransitionCause): void {
    const index = cluster.first + shardId;
    const from = this.#registry.state(index);
    const isFirst = !this.#registry.isKnown(index);
    const at = this.#parts.clock.wall();
    this.#registry.set(index, word, at);
    if (from !== word.state) {
      change.transitions.push({
        cluster: cluster.name,
        shardId,
        from,
        to: word.state,
        at,
        cause,
        reason: word.reason,
      });
    } else if (!isFirst) {
      return;
    }
    change.touched.add(index);
  }

  /** Puts what changed in line to be kept, and tells the listeners. */
  #commit(change: Change, boot?: Boot, isBootChanged = false): Ticket {
    const { keeper, events } = this.#parts;
    if (change.touched.size === 0 && !isBootChanged) return boot?.ticket ?? 0;
    let ticket = 0;
    const rows = [...change.touched];
    for (let from = 0; from === 0 || from < rows.length; from += ROWS_PER_WRITE) {
      const transitions = change.transitions.slice(from, from + ROWS_PER_WRITE);
      const indexes = rows.slice(from, from + ROWS_PER_WRITE);
      ticket = keeper.keep((db) => {
        for (const transition of transitions) saveTransition(db, transition);
        for (const index of indexes) saveShard(db, this.#row(index));
        if (boot !== undefined && from + ROWS_PER_WRITE >= rows.length) saveProcess(db, processRow(boot));
      });
    }
    for (const index of change.touched) this.#tickets[index] = ticket;
    if (boot !== undefined) boot.ticket = ticket;
    if (change.transitions.length > 0) events.emit("transitions", change.transitions);
    return ticket;
  }

  #keepAll(): void {
    const known = Array.from({ length: this.#registry.size }, (_, index) => index);
    const touched = new Set(known.filter((index) => this.#registry.isKnown(index)));
    this.#commit({ transitions: [], touched });
    for (const boot of this.#boots.all()) this.#parts.keeper.keep((db) => saveProcess(db, processRow(boot)));
  }

  #row(index: ShardIndex) {
    const registry = this.#registry;
    const cluster = registry.clusterAt(index);
    return {
      cluster: cluster.name,
      shardId: index - cluster.first,
      state: registry.state(index),
      sinceAt: registry.since(index) ?? this.#parts.clock.wall(),
      timeoutMs: registry.timeoutMs(index) || this.#parts.healthTimeoutMs,
      boot: this.#boots.ofOrder(registry.owner(index))?.name ?? null,
      reason: registry.reason(index),
      isStopped: registry.isStopped(index),
    };
  }

  #ticket(index: ShardIndex): Ticket {
    return this.#tickets[index] ?? 0;
  }

  #tellHeard(
    cluster: ClusterShards,
    shardIds: readonly number[],
    kind: "status" | "heartbeat" | "report",
    change: Change,
  ): void {
    if (shardIds.length === 0) return;
    this.#parts.events.emit("heard", {
      cluster: cluster.name,
      shardIds,
      kind,
      hasChanged: change.transitions.length > 0,
    });
  }
}

const newChange = (): Change => ({ transitions: [], touched: new Set() });

const processRow = (boot: Boot) => ({
  cluster: boot.cluster,
  boot: boot.name,
  seenOrder: boot.order,
  seenAt: boot.seenAt,
  seq: boot.seq,
  endedAt: boot.endedAt,
});
