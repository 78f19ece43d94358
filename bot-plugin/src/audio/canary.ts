import type { OutcomesBySource } from "../protocol/audio-link.ts";
import type { LoadOutcome } from "./lavalink-node.ts";

const CANARY_EVERY_MS = 300_000;

/** Has its node load one thing every 5 min, and keeps what came of it until it is told. */
export class Canary {
  readonly #load: () => Promise<LoadOutcome | null>;
  #isUnderWay = false;
  #sungAt: number | null = null;
  #outcome: LoadOutcome | null = null;

  constructor(load: () => Promise<LoadOutcome | null>) {
    this.#load = load;
  }

  /** Begins a load where it is time. @param now monotonic ms */
  sing(now: number): void {
    const isDue = this.#sungAt === null || now - this.#sungAt >= CANARY_EVERY_MS;
    if (!isDue || this.#isUnderWay) return;
    this.#sungAt = now;
    this.#isUnderWay = true;
    this.#load()
      .then((outcome) => {
        this.#outcome = outcome ?? this.#outcome;
      })
      // Nothing came of it.
      .catch(() => {})
      .finally(() => {
        this.#isUnderWay = false;
      });
  }

  /** What came of it since it was last asked for. */
  take(): OutcomesBySource | null {
    const outcome = this.#outcome;
    this.#outcome = null;
    if (outcome === null) return null;
    const { source, failure } = outcome;
    const failed = failure === null ? [] : [{ text: failure, count: 1, guilds: [] }];
    return { [source]: { ok: failure === null ? 1 : 0, failed } };
  }
}
