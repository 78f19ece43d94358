import type { ClusterSnapshot, ClusterTotals } from "#protocol/feed.ts";
import type { Report, ReportedShard, ReportOutcome } from "#protocol/report.ts";
import type { ShardDetail, ShardSummary, TransitionCause } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";
import { encodeStateRuns } from "#protocol/state-runs.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Keeper, Ticket } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { Events, Transition } from "../events.ts";
import type { Log } from "../log.ts";
import { type Boot, BootBook } from "./boots.ts";
import { mayClaim, NO_OWNER } from "./claim.ts";
import { type ClusterShards, type ShardIndex, ShardRegistry, type Word } from "./registry.ts";
import { restoreShards } from "./restore.ts";
import { lastTransitions, saveProcess, saveShard, saveTransition } from "./store.ts";
import { totalsOf } from "./totals.ts";
import { LOOK_EVERY_MS, Watch } from "./watch.ts";

export interface ShardServiceParts {
  readonly clusters: readonly { readonly name: string; readonly shardCount: number }[];
  readonly healthTimeoutMs: number;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly events: Events;
  readonly log: Log;
}

/** Two looks for silent shards are at least this far apart. */
const SWEEP_PAUSE_MS = 20;
const TRANSITIONS_SHOWN = 20;

/** One change of the registry on its way to the store and to the listeners. */
interface Change {
  readonly transitions: Transition[];
  readonly touched: Set<ShardIndex>;
}

/** Owns the live state of all shards: takes the bots' words, notices silence, keeps what changed, tells the rest. */
export class ShardService {
  readonly #parts: ShardServiceParts;
  readonly #registry: ShardRegistry;
  readonly #boots = new BootBook();
  readonly #watch: Watch;
  /** By shard: the last write of its row. */
  readonly #tickets: Float64Array;
  #cancelLook: (() => void) | null = null;

  constructor(parts: ShardServiceParts) {
    this.#parts = parts;
    this.#registry = new ShardRegistry(parts.clusters);
    this.#tickets = new Float64Array(this.#registry.size);
    this.#watch = new Watch(parts.clock.monotonic(), parts.clock.uptime());
    parts.keeper.onOpen((db) => {
      const { clock, events, log } = parts;
      restoreShards({ db, registry: this.#registry, boots: this.#boots, clock, events, log });
    });
    parts.keeper.onGivenUp(() => this.#keepAll());
  }

  /** Starts to look for silence. */
  start(): void {
    this.#lookAgain();
  }

  stop(): void {
    this.#cancelLook?.();
  }

  get clusters(): readonly ClusterShards[] {
    return this.#registry.clusters;
  }

  /** Sets a shard's state; resolves once that is kept. */
  status(cluster: ClusterShards, shardId: number, state: ShardState): Promise<void> {
    const now = this.#attend();
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
    const now = this.#attend();
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
    const now = this.#attend();
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
    // A shard of this report may still wait from an earlier one that was answered with "send it again".
    const waiting = taken.reduce((last, id) => Math.max(last, this.#ticket(cluster.first + id)), boot.ticket);
    boot.ticket = waiting;
    await keeper.whenKept(waiting);
    return "accepted";
  }

  /** A bot process says goodbye: the shards that it still owns go offline at once; resolves once that is kept. */
  goodbye(cluster: ClusterShards, bootName: string): Promise<void> {
    this.#attend();
    const wall = this.#parts.clock.wall();
    const boot = this.#boots.see(cluster.name, bootName, wall);
    if (boot.endedAt === null) {
      boot.endedAt = wall;
      const change = newChange();
      for (let id = 0; id < cluster.shardCount; id += 1) {
        if (this.#registry.owner(cluster.first + id) !== boot.order) continue;
        this.#say(change, cluster, id, { state: "offline", reason: "stopped", isStopped: true }, "goodbye");
        this.#own(change, cluster.first + id, NO_OWNER);
      }
      boot.ticket = this.#commit(change, boot, true);
    }
    return this.#parts.keeper.whenKept(boot.ticket);
  }

  /** @throws AppError `unknown_cluster` */
  cluster(name: string): ClusterShards {
    const cluster = this.#registry.cluster(name);
    if (cluster === undefined) {
      throw new AppError("unknown_cluster", "no such cluster; GET /api/v1/clusters lists them");
    }
    return cluster;
  }

  /** The cluster of this name, for routes with words of their own. */
  findCluster(name: string): ClusterShards | undefined {
    return this.#registry.cluster(name);
  }

  totals(cluster: ClusterShards): ClusterTotals {
    return totalsOf(this.#registry, cluster, this.#boots.countAlive(cluster.name, this.#attend()));
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
    this.#attend();
    return this.#registry.state(cluster.first + shardId);
  }

  /** Whether any state of the shard was ever told. */
  isKnown(cluster: ClusterShards, shardId: number): boolean {
    return this.#registry.isKnown(cluster.first + shardId);
  }

  summary(cluster: ClusterShards, shardId: number): ShardSummary {
    const now = this.#attend();
    const index = cluster.first + shardId;
    const heardAt = this.#registry.heardAt(index);
    return {
      id: shardId,
      state: this.#registry.state(index),
      since: this.#registry.since(index),
      lastHeard: heardAt === null ? null : Math.round(this.#parts.clock.wall() - (now - heardAt)),
      ...this.#registry.vitals(index),
      reason: this.#registry.reason(index),
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
    const timeoutMs = this.#registry.timeoutMs(cluster.first + shardId) || this.#parts.healthTimeoutMs;
    return {
      cluster: cluster.name,
      ...this.summary(cluster, shardId),
      timeoutMs,
      transitions: this.#parts.keeper.read(
        (db) => lastTransitions(db, cluster.name, shardId, TRANSITIONS_SHOWN),
        [],
      ),
    };
  }

  *#states(cluster: ClusterShards): Generator<ShardState> {
    for (let id = 0; id < cluster.shardCount; id += 1) yield this.#registry.state(cluster.first + id);
  }

  /** Looks for its own blindness and then for silent shards, so that whatever is read or judged next is true now. */
  #attend(): MonotonicMs {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    const blindness = this.#watch.look(now);
    if (blindness.kind === "stall") {
      this.#registry.extendDeadlines(blindness.lastedMs);
      this.#tellBlind(blindness.lastedMs);
    }
    if (now > this.#registry.earliestDeadlineAt) this.#expire(now);
    return now;
  }

  #expire(now: MonotonicMs): void {
    const change = newChange();
    const silent = this.#registry.silent(now);
    for (const cluster of this.#registry.clusters) {
      for (const index of silent) {
        const shardId = index - cluster.first;
        if (shardId < 0 || shardId >= cluster.shardCount) continue;
        this.#say(change, cluster, shardId, { state: "unhealthy", reason: null }, "silence");
      }
    }
    this.#commit(change);
  }

  #lookAgain(): void {
    const { clock } = this.#parts;
    const now = this.#attend();
    const slept = this.#watch.compare(now, clock.uptime());
    if (slept.kind === "suspend") {
      this.#registry.startDeadlinesAfresh(now);
      this.#tellBlind(slept.lastedMs);
    }
    const untilDeadline = Math.max(this.#registry.earliestDeadlineAt - now + 1, SWEEP_PAUSE_MS);
    this.#cancelLook = clock.after(Math.min(untilDeadline, LOOK_EVERY_MS), () => this.#lookAgain());
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
    const ticket = keeper.keep((db) => {
      for (const transition of change.transitions) saveTransition(db, transition);
      for (const index of change.touched) saveShard(db, this.#row(index));
      if (boot !== undefined) saveProcess(db, processRow(boot));
    });
    for (const index of change.touched) this.#tickets[index] = ticket;
    if (boot !== undefined) boot.ticket = ticket;
    if (change.transitions.length > 0) events.emit("transitions", change.transitions);
    return ticket;
  }

  #keepAll(): void {
    this.#parts.keeper.keep((db) => {
      for (let index = 0; index < this.#registry.size; index += 1) {
        if (this.#registry.isKnown(index)) saveShard(db, this.#row(index));
      }
      for (const boot of this.#boots.all()) saveProcess(db, processRow(boot));
    });
  }

  #row(index: ShardIndex) {
    const registry = this.#registry;
    const cluster = registry.clusters.findLast((cluster) => cluster.first <= index);
    if (cluster === undefined) throw new Error(`no cluster has shard index ${index}`);
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

  #tellBlind(lastedMs: number): void {
    const until = this.#parts.clock.wall();
    this.#parts.log.warn(
      { lastedMs: Math.round(lastedMs) },
      "this server could not listen; no shard is judged by that time",
    );
    this.#parts.events.emit("blind", { from: Math.round(until - lastedMs), until });
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
