import type { Clock, MonotonicMs } from "../clock.ts";

/** What came of a command is told again for so long to whoever sends it again. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Does each thing once, however often it is asked for by the same id; what was not even begun may be tried again. */
export class Once<T> {
  readonly #clock: Clock;
  /** In the order in which they were asked for. */
  readonly #done = new Map<string, { readonly outcome: Promise<T>; readonly until: MonotonicMs }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#done.size;
  }

  /** What came of it the first time; a rejection is not remembered. */
  run(id: string, act: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    for (const [oldest, { until }] of this.#done) {
      if (now < until && this.#done.size < MOST_REMEMBERED) break;
      this.#done.delete(oldest);
    }
    const known = this.#done.get(id);
    if (known !== undefined) return known.outcome;
    const done = { outcome: act(), until: now + REMEMBERED_MS };
    this.#done.set(id, done);
    done.outcome.catch(() => {
      if (this.#done.get(id) === done) this.#done.delete(id);
    });
    return done.outcome;
  }
}
