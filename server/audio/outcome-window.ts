import type { OutcomesBySource } from "#protocol/audio-link.ts";
import type { MonotonicMs } from "../clock.ts";
import { type FailureClass, readFailure } from "./failure.ts";

/** What came of loads and starts of one source within the window. */
export interface Tally {
  readonly ok: number;
  /** Rate-limited or blocked. */
  readonly refused: number;
  readonly misconfigured: number;
  /** The rest: what cannot be played anywhere, and what says nothing. */
  readonly other: number;
  /** Guilds in which the source took the node for a bot. */
  readonly blockedGuilds: number;
  /** The last refusal or misconfiguration, however long ago; at most 200 characters. */
  readonly sample: string | null;
}

type Count = "ok" | "refused" | "misconfigured" | "other";
type Outcomes = OutcomesBySource[string];

/** What was met on one source. */
interface Met {
  /** By number of the bucket since the clock's zero. */
  readonly buckets: Map<number, Record<Count, number>>;
  /** Guilds in which it was blocked, and the bucket of the last time; the latest last. */
  readonly guilds: Map<string, number>;
  sample: string | null;
}

const BUCKETS = 20;
const MOST_SOURCES = 32;
const MOST_GUILDS = 64;
const SAMPLE_CHARS = 200;

const countOf = {
  rate_limited: "refused",
  blocked: "refused",
  misconfigured: "misconfigured",
  content: "other",
  other: "other",
} satisfies Record<FailureClass, Count>;

/** Moves the key to the end of the map, and drops the first beyond `most`. */
const putLast = <Value>(map: Map<string, Value>, key: string, value: Value, most: number) => {
  map.delete(key);
  map.set(key, value);
  const [first] = map.keys();
  if (map.size > most && first !== undefined) map.delete(first);
};

/** Counts what was met on one node, by source, over a sliding window of 20 buckets; bounded whatever comes. */
export class OutcomeWindow {
  readonly #bucketMs: number;
  /** The source heard last is last. */
  readonly #met = new Map<string, Met>();

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(at: MonotonicMs, source: string, outcomes: Outcomes): void {
    const met = this.#met.get(source) ?? { buckets: new Map(), guilds: new Map(), sample: null };
    putLast(this.#met, source, met, MOST_SOURCES);
    const number = this.#bucketAt(at);
    const bucket = met.buckets.get(number) ?? { ok: 0, refused: 0, misconfigured: 0, other: 0 };
    met.buckets.set(number, bucket);
    for (const old of met.buckets.keys()) if (old <= number - BUCKETS) met.buckets.delete(old);
    bucket.ok += outcomes.ok;
    for (const { text, count, guilds } of outcomes.failed) {
      const { failure, line } = readFailure(text);
      bucket[countOf[failure]] += count;
      if (countOf[failure] !== "other") met.sample = line.slice(0, SAMPLE_CHARS);
      if (failure === "blocked") for (const guild of guilds) putLast(met.guilds, guild, number, MOST_GUILDS);
    }
  }

  /** All zero for a source that was never met. */
  tally(source: string, now: MonotonicMs): Tally {
    const met = this.#met.get(source);
    const oldest = this.#bucketAt(now) - BUCKETS;
    const sum = { ok: 0, refused: 0, misconfigured: 0, other: 0 };
    for (const [number, bucket] of met?.buckets ?? []) {
      if (number <= oldest) continue;
      sum.ok += bucket.ok;
      sum.refused += bucket.refused;
      sum.misconfigured += bucket.misconfigured;
      sum.other += bucket.other;
    }
    const guilds = [...(met?.guilds.values() ?? [])].filter((number) => number > oldest);
    return { ...sum, blockedGuilds: guilds.length, sample: met?.sample ?? null };
  }

  /** Those that were met, the one heard longest ago first. */
  sources(): readonly string[] {
    return [...this.#met.keys()];
  }

  #bucketAt(at: MonotonicMs) {
    return Math.floor(at / this.#bucketMs);
  }
}
