/** Streams have no end; Node's timers hold no more than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How far a track is, in milliseconds: moves while it is heard, and says when its end is reached. */
export class Playhead {
  #beforeMs = 0;
  #startedAt: number | null = null;
  #endMs = Infinity;
  #reached: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  get ms(): number {
    return this.#beforeMs + (this.#startedAt === null ? 0 : performance.now() - this.#startedAt);
  }

  moveTo(ms: number): void {
    this.#beforeMs = ms;
    if (this.#startedAt !== null) this.#startedAt = performance.now();
    this.#arm();
  }

  /** `reached` is called once, when it is heard up to there. */
  endAt(endMs: number, reached: () => void): void {
    this.#endMs = endMs;
    this.#reached = reached;
    this.#arm();
  }

  run(isRunning: boolean): void {
    this.#beforeMs = this.ms;
    this.#startedAt = isRunning ? performance.now() : null;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#startedAt === null || this.#endMs > LONGEST_TIMER_MS) return;
    this.#timer = setTimeout(() => this.#reached(), Math.max(0, this.#endMs - this.ms));
  }
}
