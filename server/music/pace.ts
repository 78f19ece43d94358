import type { Clock, MonotonicMs } from "../clock.ts";

/** So many at once, then one each `EVERY_MS`: more than hands can do, and little beside what a script could. */
const AT_ONCE = 10;
const EVERY_MS = 500;
/** Those who have asked for nothing for so long have all of it again. */
const REFILLED_MS = AT_ONCE * EVERY_MS;
const MOST_KNOWN = 10_000;

/** Bounds how fast one person steers one server's player. */
export class Pace {
  readonly #clock: Clock;
  /** By person and server: when all would be theirs again; in the order in which they asked. */
  readonly #fullAt = new Map<string, MonotonicMs>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one; the result is how long to wait in ms, 0 where it was taken. */
  take(who: string): number {
    const now = this.#clock.monotonic();
    const fullAt = Math.max(this.#fullAt.get(who) ?? now, now) + EVERY_MS;
    const waitMs = fullAt - now - REFILLED_MS;
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
