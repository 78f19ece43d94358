import type { ReportedShard } from "../protocol/report.ts";

/** Shards that go out together under one `seq`. */
export interface Batch {
  readonly seq: number;
  readonly shards: ReportedShard[];
}

/**
 * What waits to be told: of each shard only the newest word, so that it never holds more than there are shards,
 * however long the server is away. A few batches may be under way; what was not kept waits again, unless something
 * newer does.
 */
export class ReportQueue {
  readonly #waiting = new Map<number, ReportedShard>();
  /** By `seq`, ascending. */
  readonly #underWay = new Map<number, Batch>();
  #seq = 0;

  /** Shards that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  get isUnderWay(): boolean {
    return this.#underWay.size > 0;
  }

  put(shards: Iterable<ReportedShard>): void {
    for (const shard of shards) this.#waiting.set(shard.id, shard);
  }

  /**
   * The next batch, with a `seq` above all before; null where no shard waits or too much is under way.
   * @param most shards in the batch, and batches under way: one where they could overtake each other
   */
  take(most: { readonly shards: number; readonly underWay: number }): Batch | null {
    if (this.#underWay.size >= most.underWay || this.#waiting.size === 0) return null;
    const shards: ReportedShard[] = [];
    for (const [id, shard] of this.#waiting) {
      if (shards.length === most.shards) break;
      shards.push(shard);
      this.#waiting.delete(id);
    }
    this.#seq += 1;
    const batch = { seq: this.#seq, shards };
    this.#underWay.set(batch.seq, batch);
    return batch;
  }

  /** The batch of this `seq` is kept. */
  kept(seq: number): void {
    this.#underWay.delete(seq);
  }

  /** What is under way may be lost: the newest word of each shard waits again, under a new `seq`. */
  giveBack(): void {
    for (const { shards } of [...this.#underWay.values()].reverse()) {
      for (const shard of shards) if (!this.#waiting.has(shard.id)) this.#waiting.set(shard.id, shard);
    }
    this.#underWay.clear();
  }

  /** Goes on above what the server knows already. */
  raiseSeq(known: number): void {
    this.#seq = Math.max(this.#seq, known);
  }

  /** Forgets all that waits: these are no longer our shards. */
  clear(): void {
    this.#waiting.clear();
    this.#underWay.clear();
  }
}
