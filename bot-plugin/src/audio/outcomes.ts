import type { OutcomesBySource } from "../protocol/audio-link.ts";

/** A track that is refused at play says so soon after its start; one that has not failed by then played. */
const PLAYS_AFTER_MS = 10_000;
/** Bounds of what waits, and of one word to the server. */
const MOST = { pending: 20_000, sources: 32, texts: 16, textsInAll: 64, guilds: 8, count: 1_000_000 };
/** As the wire takes them. */
const SOURCE = /^[\w.:-]{1,64}$/;
const GUILD = /^\d{1,20}$/;
/** Ends of a track that did play, as far as its node is concerned. */
const PLAYED: ReadonlySet<string> = new Set(["finished", "stopped", "replaced"]);

interface Failure {
  count: number;
  readonly guilds: Set<string>;
}

interface Tally {
  ok: number;
  readonly failed: Map<string, Failure>;
}

/**
 * What came of the tracks of one node: a start counts as good only once it has not failed for 10 s, or its track ended
 * otherwise. Bounded, whatever is put in; `now` is monotonic.
 */
export class Outcomes {
  readonly #pending = new Map<string, { readonly source: string; readonly at: number }>();
  #tallies = new Map<string, Tally>();
  #texts = 0;

  /** A guild's track started; what played there before ended as it should. */
  started(guildId: string, source: string, now: number): void {
    this.#pass(guildId);
    if (this.#pending.size < MOST.pending) this.#pending.set(guildId, { source, at: now });
  }

  /** A guild's track or a load failed; @param guildId null where it is not known */
  failed(guildId: string | null, source: string, text: string): void {
    if (guildId !== null) this.#pending.delete(guildId);
    const tally = this.#tallyOf(source);
    if (tally === null) return;
    const failure = tally.failed.get(text) ?? { count: 0, guilds: new Set<string>() };
    if (failure.count === 0) {
      if (tally.failed.size >= MOST.texts || this.#texts >= MOST.textsInAll) return;
      this.#texts += 1;
      tally.failed.set(text, failure);
    }
    failure.count = Math.min(failure.count + 1, MOST.count);
    if (guildId !== null && GUILD.test(guildId) && failure.guilds.size < MOST.guilds)
      failure.guilds.add(guildId);
  }

  /** A guild's track ended, with the reason that the node told. */
  ended(guildId: string, reason: string): void {
    if (PLAYED.has(reason)) this.#pass(guildId);
    else this.#pending.delete(guildId);
  }

  /** The connection is lost: what was under way has no outcome. */
  lost(): void {
    this.#pending.clear();
  }

  /** What has come out since the last time; null for nothing. */
  take(now: number): OutcomesBySource | null {
    // Starts are in their order.
    for (const [guildId, { at }] of this.#pending) {
      if (now - at < PLAYS_AFTER_MS) break;
      this.#pass(guildId);
    }
    if (this.#tallies.size === 0) return null;
    const taken = this.#tallies;
    this.#tallies = new Map();
    this.#texts = 0;
    return Object.fromEntries([...taken].map(([source, tally]) => [source, told(tally)]));
  }

  #pass(guildId: string): void {
    const start = this.#pending.get(guildId);
    if (start === undefined) return;
    this.#pending.delete(guildId);
    const tally = this.#tallyOf(start.source);
    if (tally !== null) tally.ok = Math.min(tally.ok + 1, MOST.count);
  }

  #tallyOf(source: string): Tally | null {
    const known = this.#tallies.get(source);
    if (known !== undefined) return known;
    if (!SOURCE.test(source) || this.#tallies.size >= MOST.sources) return null;
    const tally: Tally = { ok: 0, failed: new Map() };
    this.#tallies.set(source, tally);
    return tally;
  }
}

const told = ({ ok, failed }: Tally) => ({
  ok,
  failed: [...failed].map(([text, { count, guilds }]) => ({ text, count, guilds: [...guilds] })),
});
