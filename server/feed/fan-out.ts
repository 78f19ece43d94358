import type { Clock } from "../clock.ts";

/** So long viewers are written to without a break: pushes that come meanwhile wait no longer than that. */
const SLICE_MS = 5;

/** Where bytes for one viewer go; must never block and never throw. */
export interface Viewer {
  send(bytes: Buffer): void;
  end(): void;
}

interface Round {
  readonly bytes: Buffer;
  /** Those who were there when it was told: who comes later has it already. */
  readonly viewers: readonly Viewer[];
}

/**
 * Owns the viewers and sends to all of them, each in the order of telling. Ten thousand writes take a tenth of a
 * second and more, so they are done in slices, between which everything else has its turn.
 */
export class FanOut {
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  readonly #viewers = new Set<Viewer>();
  readonly #rounds: Round[] = [];
  /** Viewers that have the first of the rounds. */
  #served = 0;

  /** @param onIdle called when all have all, after a send that took more than one slice */
  constructor(clock: Clock, onIdle: () => void) {
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  /** Whether something is still on its way to some of the viewers. */
  get isBusy(): boolean {
    return this.#rounds.length > 0;
  }

  /** Adds a viewer, who gets what is told from now on; the result removes it. */
  add(viewer: Viewer): () => void {
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  }

  /** Tells all viewers of now, after all that was told before. */
  send(bytes: Buffer): void {
    const isFirst = !this.isBusy;
    this.#rounds.push({ bytes, viewers: [...this.#viewers] });
    if (isFirst && !this.#isDoneWithin(SLICE_MS)) setImmediate(() => this.#continue());
  }

  /** Sends what is still on its way, and ends every viewer. */
  end(): void {
    this.#isDoneWithin(Number.POSITIVE_INFINITY);
    for (const viewer of this.#viewers) viewer.end();
  }

  #continue(): void {
    if (!this.isBusy) return;
    if (this.#isDoneWithin(SLICE_MS)) this.#onIdle();
    else setImmediate(() => this.#continue());
  }

  #isDoneWithin(sliceMs: number): boolean {
    const until = this.#clock.monotonic() + sliceMs;
    for (let round = this.#rounds[0]; round !== undefined; round = this.#rounds[0]) {
      for (; this.#served < round.viewers.length; this.#served += 1) {
        if (this.#clock.monotonic() >= until) return false;
        round.viewers[this.#served]?.send(round.bytes);
      }
      this.#rounds.shift();
      this.#served = 0;
    }
    return true;
  }
}
