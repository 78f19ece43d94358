import type { Clock } from "../clock.ts";

/** A clock that is disciplined (NTP) is moved by less between two looks. */
const STEP_MS = 5_000;

/** Notices that the machine's clock was set, or slept: how far it ran ahead of the one that nobody can set. */
export class ClockSteps {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.wall() - clock.monotonic();
  }

  /** By how many ms it was set since the last time this was asked; 0 for not at all. */
  take(): number {
    const offset = this.#clock.wall() - this.#clock.monotonic();
    const byMs = offset - this.#offset;
    if (Math.abs(byMs) < STEP_MS) return 0;
    this.#offset = offset;
    return byMs;
  }
}
