import type { MonotonicMs } from "../clock.ts";

const MINUTE_MS = 60_000;
const MINUTES = 60;

/** One value of each of the last sixty minutes: the highest that was heard in it. */
export class Hour {
  readonly #values: (number | null)[] = new Array(MINUTES).fill(null);
  #minute: number;

  constructor(now: MonotonicMs) {
    this.#minute = minuteOf(now);
  }

  note(value: number, now: MonotonicMs): void {
    this.#turn(now);
    const last = this.#values.at(-1) ?? null;
    this.#values[MINUTES - 1] = last === null ? value : Math.max(last, value);
  }

  /** Oldest first; null for a minute in which nothing was heard. */
  read(now: MonotonicMs): readonly (number | null)[] {
    this.#turn(now);
    return [...this.#values];
  }

  #turn(now: MonotonicMs): void {
    const passed = Math.min(Math.max(minuteOf(now) - this.#minute, 0), MINUTES);
    this.#minute = Math.max(minuteOf(now), this.#minute);
    for (let i = 0; i < passed; i += 1) {
      this.#values.shift();
      this.#values.push(null);
    }
  }
}

const minuteOf = (now: MonotonicMs): number => Math.floor(now / MINUTE_MS);
