import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import type { EpochMs, MonotonicMs } from "../clock.ts";
import type { ClusterConfig } from "../settings/cluster-list.ts";
import { type BootOrder, NO_OWNER } from "./claim.ts";
import { deadlineOf, expires, isPast } from "./expiry.ts";

/** Place of a shard among all shards of all clusters, in the order of the configuration. */
export type ShardIndex = number;

/** A cluster and where its shards begin. */
export interface ClusterShards extends ClusterConfig {
  readonly first: ShardIndex;
}

/** What a bot tells of a shard beside its state; null where it does not. */
export interface Vitals {
  readonly latencyMs: number | null;
  readonly guilds: number | null;
  readonly unavailableGuilds: number | null;
  /** Connections lost since its process started. */
  readonly reconnects: number | null;
}

const UNTOLD: Vitals = { latencyMs: null, guilds: null, unavailableGuilds: null, reconnects: null };

/** A word about a shard: what it is now, and from when on. */
export interface Word {
  readonly state: ShardState;
  readonly reason: string | null;
  /** Its bot process said goodbye. */
  readonly isStopped?: boolean;
}

const STATE_NUMBER = new Map(SHARD_STATES.map((state, number) => [state, number]));
const stateAt = (states: Uint8Array, index: ShardIndex): ShardState =>
  SHARD_STATES[states[index] ?? 0] ?? "unknown";
const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);

/**
 * The live state of every shard. Columns of numbers instead of one object per shard, so that finding the silent
 * among 65,536 is a walk over one array. No clock and no rules of its own: both come in.
 */
export class ShardRegistry {
  readonly clusters: readonly ClusterShards[];
  readonly size: number;
  readonly #clusterByName: ReadonlyMap<string, ClusterShards>;
  readonly #states: Uint8Array;
  /** NaN until heard by this process of the server. */
  readonly #heardAt: Float64Array;
  readonly #deadlineAt: Float64Array;
  readonly #timeoutMs: Float64Array;
  /** NaN while unknown. */
  readonly #sinceAt: Float64Array;
  readonly #owner: Float64Array;
  readonly #latencyMs: Float64Array;
  readonly #guilds: Float64Array;
  readonly #unavailableGuilds: Float64Array;
  readonly #reconnects: Float64Array;
  readonly #reasons: (string | null)[];
  readonly #isStopped: Uint8Array;
  #earliestDeadlineAt: MonotonicMs = Number.POSITIVE_INFINITY;

  constructor(clusters: readonly ClusterConfig[]) {
    let first = 0;
    this.clusters = clusters.map((cluster) => {
      const placed = { ...cluster, first };
      first += cluster.shardCount;
      return placed;
    });
    this.size = first;
    this.#clusterByName = new Map(this.clusters.map((cluster) => [cluster.name, cluster]));
    const column = (fill: number) => new Float64Array(this.size).fill(fill);
    this.#states = new Uint8Array(this.size);
    this.#heardAt = column(Number.NaN);
    this.#deadlineAt = column(Number.POSITIVE_INFINITY);
    this.#timeoutMs = column(0);
    this.#sinceAt = column(Number.NaN);
    this.#owner = column(NO_OWNER);
    this.#latencyMs = column(Number.NaN);
    this.#guilds = column(Number.NaN);
    this.#unavailableGuilds = column(Number.NaN);
    this.#reconnects = column(Number.NaN);
    this.#reasons = new Array<string | null>(this.size).fill(null);
    this.#isStopped = new Uint8Array(this.size);
  }

  cluster(name: string): ClusterShards | undefined {
    return this.#clusterByName.get(name);
  }

  /** The cluster that a shard belongs to. */
  clusterAt(index: ShardIndex): ClusterShards {
    const cluster = this.clusters.findLast((candidate) => candidate.first <= index);
    if (cluster === undefined) throw new RangeError(`no cluster has shard index ${index}`);
    return cluster;
  }

  state(index: ShardIndex): ShardState {
    return stateAt(this.#states, index);
  }

  /** When the shard came into its state; null while unknown. */
  since(index: ShardIndex): EpochMs | null {
    return known(this.#sinceAt[index]);
  }

  /** When the shard was last heard since this server started; null before. */
  heardAt(index: ShardIndex): MonotonicMs | null {
    return known(this.#heardAt[index]);
  }

  timeoutMs(index: ShardIndex): number {
    return this.#timeoutMs[index] ?? 0;
  }

  owner(index: ShardIndex): BootOrder {
    return this.#owner[index] ?? NO_OWNER;
  }

  reason(index: ShardIndex): string | null {
    return this.#reasons[index] ?? null;
  }

  isStopped(index: ShardIndex): boolean {
    return this.#isStopped[index] === 1;
  }

  vitals(index: ShardIndex): Vitals {
    return {
      latencyMs: known(this.#latencyMs[index]),
      guilds: known(this.#guilds[index]),
      unavailableGuilds: known(this.#unavailableGuilds[index]),
      reconnects: known(this.#reconnects[index]),
    };
  }

  /** Whether anything was ever told about the shard, before a restart or since. */
  isKnown(index: ShardIndex): boolean {
    return !Number.isNaN(this.#sinceAt[index]);
  }

  /** Takes a word. The state's start changes with the state, or with the first word at all. */
  set(index: ShardIndex, word: Word, at: EpochMs): void {
    if (this.state(index) !== word.state || !this.isKnown(index)) this.#sinceAt[index] = at;
    this.#states[index] = STATE_NUMBER.get(word.state) ?? 0;
    this.#reasons[index] = word.reason;
    this.#isStopped[index] = word.isStopped === true ? 1 : 0;
    this.#schedule(index);
  }

  /** Notes that the shard was heard at `now`, and how long its silence is borne from then on. */
  hear(index: ShardIndex, now: MonotonicMs, timeoutMs: number): void {
    this.#heardAt[index] = now;
    this.#timeoutMs[index] = timeoutMs;
    this.#schedule(index);
  }

  own(index: ShardIndex, owner: BootOrder): void {
    this.#owner[index] = owner;
  }

  setVitals(index: ShardIndex, vitals: Vitals = UNTOLD): void {
    this.#latencyMs[index] = vitals.latencyMs ?? Number.NaN;
    this.#guilds[index] = vitals.guilds ?? Number.NaN;
    this.#unavailableGuilds[index] = vitals.unavailableGuilds ?? Number.NaN;
    this.#reconnects[index] = vitals.reconnects ?? Number.NaN;
  }

  /** A shard as it was kept: its deadline starts afresh at `now`, for the silence until then was the server's own. */
  restore(
    index: ShardIndex,
    kept: Word & { readonly since: EpochMs; readonly timeoutMs: number; readonly owner: BootOrder },
    now: MonotonicMs,
  ): void {
    this.set(index, kept, kept.since);
    this.own(index, kept.owner);
    this.#timeoutMs[index] = kept.timeoutMs;
    this.#deadlineAt[index] = deadlineOf(kept.state, now, kept.timeoutMs);
    this.#notice(index);
  }

  /** No deadline is earlier than this: before it, `silent` need not be asked. */
  get earliestDeadlineAt(): MonotonicMs {
    return this.#earliestDeadlineAt;
  }

  /** The shards whose deadline is past. */
  silent(now: MonotonicMs): ShardIndex[] {
    const deadlines = this.#deadlineAt;
    const silent: ShardIndex[] = [];
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < deadlines.length; index += 1) {
      const deadline = deadlines[index] ?? Number.POSITIVE_INFINITY;
      if (isPast(deadline, now)) silent.push(index);
      else if (deadline < earliest) earliest = deadline;
    }
    this.#earliestDeadlineAt = earliest;
    return silent;
  }

  /** Gives every shard `byMs` more time: the server could not listen for as long. */
  extendDeadlines(byMs: number): void {
    const deadlines = this.#deadlineAt;
    for (let index = 0; index < deadlines.length; index += 1)
      deadlines[index] = (deadlines[index] ?? 0) + byMs;
    this.#earliestDeadlineAt += byMs;
  }

  /** Gives every shard its whole time anew from `now` on. */
  startDeadlinesAfresh(now: MonotonicMs): void {
    this.#earliestDeadlineAt = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.size; index += 1) {
      this.#deadlineAt[index] = deadlineOf(this.state(index), now, this.#timeoutMs[index] ?? 0);
      this.#notice(index);
    }
  }

  #schedule(index: ShardIndex): void {
    const heardAt = this.#heardAt[index] ?? Number.NaN;
    // A restored shard that was not heard since keeps the fresh deadline that it was given, while it can expire.
    if (Number.isNaN(heardAt) && expires(this.state(index))) return;
    this.#deadlineAt[index] = deadlineOf(this.state(index), heardAt, this.#timeoutMs[index] ?? 0);
    this.#notice(index);
  }

  #notice(index: ShardIndex): void {
    const deadline = this.#deadlineAt[index] ?? Number.POSITIVE_INFINITY;
    if (deadline < this.#earliestDeadlineAt) this.#earliestDeadlineAt = deadline;
  }
}
