import { AppError } from "../errors.ts";

interface ViewerLimits {
  readonly total: number;
  /** Of one address, or whatever else they are counted by. */
  readonly perAddress: number;
  /** What who is refused can do meanwhile. */
  readonly instead?: string;
}

/** Counts viewers in all and per address, and refuses those past the limits. */
export class ViewerGate {
  readonly #perAddress = new Map<string, number>();
  readonly #limits: ViewerLimits;
  #total = 0;

  constructor(limits: ViewerLimits) {
    this.#limits = limits;
  }

  get viewers(): number {
    return this.#total;
  }

  /**
   * Lets a viewer in; the result lets it out again, once.
   * @throws AppError `too_many_viewers`
   */
  enter(address: string): () => void {
    const here = this.#perAddress.get(address) ?? 0;
    if (this.#total >= this.#limits.total || here >= this.#limits.perAddress) {
      throw new AppError(
        "too_many_viewers",
        `too many viewers at once; come back in a moment, or ${this.#limits.instead ?? "poll /api/v1/snapshot"}`,
        {
          retryAfterSeconds: 5,
        },
      );
    }
    this.#total += 1;
    this.#perAddress.set(address, here + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#total -= 1;
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(address);
      else this.#perAddress.set(address, left);
    };
  }
}
