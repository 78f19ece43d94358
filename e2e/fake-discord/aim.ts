/** Whom a lever hits: one shard, or every shard. */
export type Aim = number | "all";

/** Whether a lever aimed so hits this shard. */
export const hits = (aim: Aim, shardId: number): boolean => aim === "all" || aim === shardId;

/** The shards that a lasting fault lies on. */
export class AimSet {
  #isAll = false;
  readonly #shardIds = new Set<number>();

  has(shardId: number): boolean {
    return this.#isAll || this.#shardIds.has(shardId);
  }

  add(aim: Aim): void {
    if (aim === "all") this.#isAll = true;
    else this.#shardIds.add(aim);
  }

  /** Lifts the fault; from one shard only where it does not lie on all. */
  delete(aim: Aim): void {
    if (aim !== "all") {
      this.#shardIds.delete(aim);
      return;
    }
    this.#isAll = false;
    this.#shardIds.clear();
  }
}
