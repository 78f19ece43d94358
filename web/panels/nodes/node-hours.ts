import type { NodeDetail } from "#protocol/audio-view.ts";
import type { KnownNode } from "#web/words/node-condition.ts";
import { grow, type Hour } from "./hour.ts";

/** So many are asked for at once; the others wait. */
const MOST_QUESTIONS = 4;
/** After a question that was not answered. */
const ASK_AGAIN_MS = 10_000;
/** An hour that did not grow for so long has gaps: it is asked for anew. */
const GAP_MS = 90_000;
const NEVER = Number.NEGATIVE_INFINITY;

interface Kept {
  readonly detail: NodeDetail | null;
  readonly hour: Hour | null;
  /** When the hour was last known to be whole, and when it was last asked for; ms of the monotonic clock. */
  readonly wholeAt: number;
  readonly askedAt: number;
}

/** The last hour of each node that was looked at, and for staff what else is known; asked for once, grown with the feed. */
export class NodeHours {
  readonly #askFor: (id: string) => Promise<NodeDetail>;
  readonly #onAnswer: () => void;
  readonly #kept = new Map<string, Kept>();
  readonly #wanted = new Set<string>();
  readonly #asked = new Set<string>();

  /**
   * @param askFor asks the server; may reject
   * @param onAnswer called when more is known
   */
  constructor(askFor: (id: string) => Promise<NodeDetail>, onAnswer: () => void) {
    this.#askFor = askFor;
    this.#onAnswer = onAnswer;
  }

  /** Null while not known. */
  hour(id: string): Hour | null {
    return this.#kept.get(id)?.hour ?? null;
  }

  /** What the server told besides the feed; null while not known. */
  detail(id: string): NodeDetail | null {
    return this.#kept.get(id)?.detail ?? null;
  }

  /** Whether the last question about it was not answered. */
  isUnanswered(id: string): boolean {
    const kept = this.#kept.get(id);
    return kept !== undefined && kept.hour === null;
  }

  /** Asks for the hours of these nodes, where they are not known yet. */
  want(ids: Iterable<string>): void {
    const now = performance.now();
    for (const id of ids) {
      const { wholeAt, askedAt } = this.#kept.get(id) ?? { wholeAt: NEVER, askedAt: NEVER };
      if (now - wholeAt > GAP_MS && now - askedAt > ASK_AGAIN_MS) this.#wanted.add(id);
    }
    this.#ask();
  }

  /** What is known of it is out of date. */
  forget(id: string): void {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#kept.set(id, { ...kept, wholeAt: NEVER, askedAt: NEVER });
  }

  /** Has every hour go on to `now` (epoch ms) with the loads that the feed told, and forgets nodes that are gone. */
  hear(nodes: readonly KnownNode[], now: number): void {
    const at = performance.now();
    const loads = new Map(nodes.map(({ id, load }) => [id, load ?? null]));
    for (const [id, kept] of this.#kept) {
      const load = loads.get(id);
      if (load === undefined) this.#kept.delete(id);
      else if (kept.hour !== null && at - kept.wholeAt <= GAP_MS)
        this.#kept.set(id, { ...kept, hour: grow(kept.hour, now, load), wholeAt: at });
    }
  }

  #ask(): void {
    for (const id of this.#wanted) {
      if (this.#asked.size >= MOST_QUESTIONS) return;
      this.#wanted.delete(id);
      if (this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#askFor(id)
        .then(
          (detail) => this.#keep(id, { detail, hour: detail.hour, wholeAt: performance.now() }),
          () => this.#keep(id, {}),
        )
        .finally(() => {
          this.#asked.delete(id);
          this.#onAnswer();
          this.#ask();
        });
    }
  }

  #keep(id: string, news: Partial<Kept>): void {
    const known = this.#kept.get(id) ?? { detail: null, hour: null, wholeAt: NEVER };
    this.#kept.set(id, { ...known, ...news, askedAt: performance.now() });
  }
}
