import type { Clock, MonotonicMs } from "../clock.ts";

const MOST_KNOWN = 10_000;

/** How fast each may be. */
export interface PaceLimits {
  /** So many at once. */
  readonly atOnce: number;
  /** Then one each so often. */
  readonly everyMs: number;
}

/** Bounds how fast each of many does something. */
export class Pace {
  readonly #clock: Clock;
  readonly #limits: PaceLimits;
  /** When all would be theirs again; in the order in which they asked. */
  readonly #fullAt = new Map<string, MonotonicMs>();

  constructor(clock: Clock, limits: PaceLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes one; the result is how long to wait in ms, 0 where it was taken. */
  take(who: string): number {
    const { atOnce, everyMs } = this.#limits;
    const now = this.#clock.monotonic();
    const fullAt = Math.max(this.#fullAt.get(who) ?? now, now) + everyMs;
    const waitMs = fullAt - now - atOnce * everyMs;
    if (waitMs > 0) return waitMs;
    this.#fullAt.delete(who);
    this.#fullAt.set(who, fullAt);
    for (const [oldest, at] of this.#fullAt) {
      if (at > now && this.#fullAt.size <= MOST_KNOWN) break;
      this.#fullAt.delete(oldest);
    }
    return 0;
  }
}
