import { setTimeout as sleep } from "node:timers/promises";

/** What every answer goes through: at once, late, or not before `wake`. */
export class Gate {
  #isHung = false;
  #delayMs = 0;
  readonly #waiting: (() => void)[] = [];

  get isHung(): boolean {
    return this.#isHung;
  }

  hang(): void {
    this.#isHung = true;
  }

  wake(): void {
    this.#isHung = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  async pass(): Promise<void> {
    if (this.#delayMs > 0) await sleep(this.#delayMs, undefined, { ref: false });
    if (this.#isHung) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
