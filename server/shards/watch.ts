import type { MonotonicMs } from "../clock.ts";

/** How often the server looks up from its work; a look that comes much later tells of a stall. */
export const LOOK_EVERY_MS = 250;
/** Shorter pauses are nothing to speak of. */
const NOTEWORTHY_MS = 1_000;

/** What a look found: how long the server could not listen, and which clock ran meanwhile. */
export type Blindness =
  | { readonly kind: "none" }
  /** The process stood still while the monotonic clock ran: everyone's silence looks longer than it was. */
  | { readonly kind: "stall"; readonly lastedMs: number }
  /** The whole machine slept, and the monotonic clock with it. */
  | { readonly kind: "suspend"; readonly lastedMs: number };

/** Notices that the server itself was away, by the gaps between its own looks. */
export class Watch {
  #lookedAt: MonotonicMs;
  #uptime: MonotonicMs;
  #uptimeReadAt: MonotonicMs;

  constructor(now: MonotonicMs, uptime: MonotonicMs) {
    this.#lookedAt = now;
    this.#uptime = uptime;
    this.#uptimeReadAt = now;
  }

  /** To be called at least every `LOOK_EVERY_MS`, and before any silence is judged. */
  look(now: MonotonicMs): Blindness {
    const gap = now - this.#lookedAt;
    this.#lookedAt = now;
    return gap > LOOK_EVERY_MS + NOTEWORTHY_MS ? { kind: "stall", lastedMs: gap } : { kind: "none" };
  }

  /** Compares with the clock that runs while the machine sleeps. */
  compare(now: MonotonicMs, uptime: MonotonicMs): Blindness {
    const asleep = uptime - this.#uptime - (now - this.#uptimeReadAt);
    this.#uptime = uptime;
    this.#uptimeReadAt = now;
    return asleep > NOTEWORTHY_MS ? { kind: "suspend", lastedMs: asleep } : { kind: "none" };
  }
}
