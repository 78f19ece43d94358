/** NodeLink's own, for one address. */
const REQUESTS = 100;
const WINDOW_MS = 10_000;

/** NodeLink lets so many requests through in a window. */
export class RateLimit {
  #taken: number[] = [];

  /** null: go on; else seconds to wait. */
  take(now = performance.now()): number | null {
    this.#taken = this.#taken.filter((at) => now - at < WINDOW_MS);
    const [oldest = now] = this.#taken;
    if (this.#taken.length >= REQUESTS) return Math.ceil((oldest + WINDOW_MS - now) / 1_000);
    this.#taken.push(now);
    return null;
  }
}
