import type { TransitionCause } from "#protocol/shard-detail.ts";
import type { Clock, EpochMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Ticket } from "../db/waiters.ts";
import type { Events, Transition } from "../events.ts";
import type { Boot, BootBook } from "./boots.ts";
import type { BootOrder } from "./claim.ts";
import type { ClusterShards, ShardIndex, ShardRegistry, Word } from "./registry.ts";
import { type ProcessRow, type ShardRow, saveProcess, saveShard } from "./store.ts";

/** Shards that are written before other work gets its turn. */
const SHARDS_PER_WRITE = 500;

/** One change of the registry on its way to the store and to the listeners: each shard with its transitions. */
export interface Change {
  readonly at: EpochMs;
  readonly shards: Map<ShardIndex, Transition[]>;
}

export interface JournalParts {
  readonly registry: ShardRegistry;
  readonly boots: BootBook;
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly events: Events;
  readonly healthTimeoutMs: number;
}

/** Changes the registry, has what changed kept, and tells the listeners. */
export class Journal {
  readonly #parts: JournalParts;
  /** By shard: the last write of its row. */
  readonly #tickets: Float64Array;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#tickets = new Float64Array(parts.registry.size);
    parts.keeper.onGivenUp(() => this.#keepAll());
  }

  begin(): Change {
    return { at: this.#parts.clock.wall(), shards: new Map() };
  }

  own(change: Change, index: ShardIndex, owner: BootOrder): void {
    const { registry } = this.#parts;
    if (registry.owner(index) === owner) return;
    registry.own(index, owner);
    this.#touch(change, index);
  }

  say(change: Change, cluster: ClusterShards, shardId: number, word: Word, cause: TransitionCause): void {
    const { registry } = this.#parts;
    const { at } = change;
    const index = cluster.first + shardId;
    const from = registry.state(index);
    const isFirst = !registry.isKnown(index);
    registry.set(index, word, at);
    const { state: to, reason } = word;
    if (from !== to)
      this.#touch(change, index).push({ cluster: cluster.name, shardId, from, to, at, cause, reason });
    else if (isFirst) this.#touch(change, index);
  }

  /**
   * Puts what changed in line to be kept as it is now, and tells the listeners.
   * @param boot written after all that came with it, where something changed or `isBootChanged`
   */
  commit(change: Change, boot?: Boot, isBootChanged = false): void {
    const { keeper, events } = this.#parts;
    if (change.shards.size === 0 && !isBootChanged) return;
    const shards = [...change.shards].map(([index, transitions]) => ({ row: this.#row(index), transitions }));
    let ticket: Ticket = 0;
    for (let from = 0; from < shards.length; from += SHARDS_PER_WRITE) {
      const slice = shards.slice(from, from + SHARDS_PER_WRITE);
      ticket = keeper.keep((db) => {
        for (const { row, transitions } of slice) {
          saveShard(db, row, transitions);
        }
      }, slice.length);
    }
    if (boot !== undefined) {
      const row = processRow(boot);
      ticket = keeper.keep((db) => saveProcess(db, row));
      boot.ticket = ticket;
    }
    for (const index of change.shards.keys()) this.#tickets[index] = ticket;
    const transitions = shards.flatMap((shard) => shard.transitions);
    if (transitions.length > 0) events.emit("transitions", transitions);
  }

  /** The write after which all that was said of the shard is kept. */
  ticket(index: ShardIndex): Ticket {
    return this.#tickets[index] ?? 0;
  }

  #touch(change: Change, index: ShardIndex): Transition[] {
    const known = change.shards.get(index);
    if (known !== undefined) return known;
    const transitions: Transition[] = [];
    change.shards.set(index, transitions);
    return transitions;
  }

  #keepAll(): void {
    const { registry, boots, keeper } = this.#parts;
    const change = this.begin();
    for (let index = 0; index < registry.size; index += 1) {
      if (registry.isKnown(index)) this.#touch(change, index);
    }
    this.commit(change);
    const rows = Array.from(boots.all(), processRow);
    keeper.keep((db) => {
      for (const row of rows) saveProcess(db, row);
    }, rows.length);
  }

  #row(index: ShardIndex): ShardRow {
    const { registry, boots, clock, healthTimeoutMs } = this.#parts;
    const cluster = registry.clusterAt(index);
    return {
      cluster: cluster.name,
      shardId: index - cluster.first,
      state: registry.state(index),
      sinceAt: registry.since(index) ?? clock.wall(),
      timeoutMs: registry.timeoutMs(index) || healthTimeoutMs,
      boot: boots.ofOrder(registry.owner(index))?.name ?? null,
      reason: registry.reason(index),
      isStopped: registry.isStopped(index),
    };
  }
}

const processRow = (boot: Boot): ProcessRow => ({
  cluster: boot.cluster,
  boot: boot.name,
  seenOrder: boot.order,
  seenAt: boot.seenAt,
  seq: boot.seq,
  endedAt: boot.endedAt,
});
