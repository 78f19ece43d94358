const STEP_MS = 0.5;
const STEPS = 40_000;

/** Times, millions of them, counted in steps of half a millisecond up to 20 s; what is longer counts as that. */
export class Histogram {
  readonly #counts = new Uint32Array(STEPS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    const step = Math.min(Math.floor(ms / STEP_MS), STEPS - 1);
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
  }

  /** Upper edge of the step below which this share of all times lies; NaN of none. */
  percentile(ratio: number): number {
    if (this.#total === 0) return Number.NaN;
    let left = this.#total * ratio;
    const step = this.#counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return (step + 1) * STEP_MS;
  }
}
