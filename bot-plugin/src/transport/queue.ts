import type { ReportedShard } from "../protocol/report.ts";

/** Shards that go out together under one `seq`. */
export interface Batch {
  readonly seq: number;
  readonly shards: ReportedShard[];
}

/**
 * What waits to be told: of each shard only the newest word, so that it never holds more than there are shards,
 * however long the server is away. One batch is under way at a time; what was not kept waits again, unless
 * something newer does.
 */
export class ReportQueue {
  readonly #waiting = new Map<number, ReportedShard>();
  #underWay: Batch | null = null;
  #seq = 0;

  /** Shards that wait or are under way, each once for either. */
  get size(): number {
    return this.#waiting.size + (this.#underWay?.shards.length ?? 0);
  }

  put(shards: Iterable<ReportedShard>): void {
    for (const shard of shards) this.#waiting.set(shard.id, shard);
  }

  /** The next batch, at most `limit` shards with a `seq` above all before; null while one is under way or none waits. */
  take(limit: number): Batch | null {
    if (this.#underWay !== null || this.#waiting.size === 0) return null;
    const shards: ReportedShard[] = [];
    for (const [id, shard] of this.#waiting) {
      if (shards.length === limit) break;
      shards.push(shard);
      this.#waiting.delete(id);
    }
    this.#seq += 1;
    this.#underWay = { seq: this.#seq, shards };
    return this.#underWay;
  }

  /** The batch of this `seq` is kept. */
  kept(seq: number): void {
    if (this.#underWay?.seq === seq) this.#underWay = null;
  }

  /** What is under way may be lost: it waits again, under a new `seq`. */
  giveBack(): void {
    for (const shard of this.#underWay?.shards ?? []) {
      if (!this.#waiting.has(shard.id)) this.#waiting.set(shard.id, shard);
    }
    this.#underWay = null;
  }

  /** Goes on above what the server knows already. */
  raiseSeq(known: number): void {
    this.#seq = Math.max(this.#seq, known);
  }

  /** Forgets all that waits: these are no longer our shards. */
  clear(): void {
    this.#waiting.clear();
    this.#underWay = null;
  }
}
