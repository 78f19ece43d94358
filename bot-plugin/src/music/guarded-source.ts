import type { PlayerSnapshot } from "../protocol/music.ts";
import type { Timing } from "../transport/timing.ts";
import { asked, type Breaker, FRESH, failed, healthOf, mayAsk } from "./breaker.ts";
import type { MusicSource } from "./sources.ts";
import { within } from "./within.ts";

/** Who searches does not wait longer than this. */
const SOURCE_WITHIN_MS = 5_000;

/** A music service that is asked for so long at most, and left alone for a while where it fails. */
export class GuardedSource {
  readonly source: MusicSource;
  readonly #timing: Timing;
  readonly #onHealth: () => void;
  #breaker: Breaker = FRESH;

  /** @param onHealth people are told something else of it now */
  constructor(source: MusicSource, timing: Timing, onHealth: () => void) {
    this.source = source;
    this.#timing = timing;
    this.#onHealth = onHealth;
  }

  /** How people are told of it. */
  get shown(): PlayerSnapshot["sources"][number] {
    return { id: this.source.id, name: this.source.name, health: healthOf(this.#breaker) };
  }

  matches(url: string): boolean {
    try {
      return this.source.match(url);
    } catch {
      return false;
    }
  }

  /** null where it failed, did not answer in time, or is left alone. Never rejects. */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const now = this.#timing.monotonic();
    if (!mayAsk(this.#breaker, now)) return null;
    this.#set(asked(this.#breaker, now, SOURCE_WITHIN_MS));
    const abort = new AbortController();
    const answering = (async () => ({ answer: await question(abort.signal) }))();
    const answered = await within(this.#timing, SOURCE_WITHIN_MS, answering, null).catch(() => null);
    if (answered === null) abort.abort();
    this.#set(answered === null ? failed(this.#breaker, this.#timing.monotonic()) : FRESH);
    return answered?.answer ?? null;
  }

  #set(breaker: Breaker): void {
    const before = healthOf(this.#breaker);
    this.#breaker = breaker;
    if (healthOf(breaker) !== before) this.#onHealth();
  }
}
