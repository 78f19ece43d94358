import type { Clock } from "../clock.ts";

/** What came of a command is told again for so long to whoever sends it again. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Does each thing once, however often it is asked for by the same id. */
export class Once<T> {
  readonly #clock: Clock;
  /** In the order in which they were asked for. */
  readonly #done = new Map<string, Promise<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What came of it the first time. */
  run(id: string, act: () => Promise<T>): Promise<T> {
    const known = this.#done.get(id);
    if (known !== undefined) return known;
    const running = act();
    this.#done.set(id, running);
    this.#clock.after(REMEMBERED_MS, () => this.#done.delete(id));
    for (const [oldest] of this.#done) {
      if (this.#done.size <= MOST_REMEMBERED) break;
      this.#done.delete(oldest);
    }
    return running;
  }
}
