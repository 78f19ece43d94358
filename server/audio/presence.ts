import type { ObserveFrame, OutcomesBySource } from "#protocol/audio-link.ts";
import type { NodeLook, NodeStats } from "#protocol/lavalink.ts";
import type { MonotonicMs } from "../clock.ts";
import { Hour } from "./hour.ts";
import { OutcomeWindow } from "./outcome-window.ts";
import type { Evidence, FreshLook } from "./standing.ts";

/** The server looks this often; a look that is three times as old is none. */
export const LOOK_EVERY_MS = 15_000;
const LOOK_FRESH_MS = 3 * LOOK_EVERY_MS;
/** Bots tell at least every 30 s what they see. */
const BOT_FRESH_MS = 75_000;

type Observation = ObserveFrame["nodes"][number];

interface SeenLook extends FreshLook {
  readonly at: MonotonicMs;
}

/** What is known of a node only while this server runs: looks, what bots met, the last hour. */
export class Presence {
  #outcomes: OutcomeWindow;
  readonly load: Hour;
  readonly players: Hour;
  /** By bot. */
  readonly #bots = new Map<object, { readonly at: MonotonicMs; readonly seen: Observation }>();
  #server: SeenLook | null = null;
  #agent: SeenLook | null = null;
  /** When its agent was last heard, or judging began afresh. */
  #heardAt: MonotonicMs;
  #hasHeard = false;
  readonly #windowMs: number;

  constructor(now: MonotonicMs, windowMs: number) {
    this.#windowMs = windowMs;
    this.#outcomes = new OutcomeWindow(windowMs);
    this.load = new Hour(now);
    this.players = new Hour(now);
    this.#heardAt = now;
  }

  /** What was loaded and started on it lately. */
  get outcomes(): OutcomeWindow {
    return this.#outcomes;
  }

  /** Begins to count anew. */
  forgetOutcomes(): void {
    this.#outcomes = new OutcomeWindow(this.#windowMs);
  }

  /** Takes what the server saw with its own eyes. */
  seeByServer(look: NodeLook, now: MonotonicMs): void {
    this.#server = counted(this.#server, look, now);
    this.#note(look, now);
  }

  /** Takes what its agent saw. */
  seeByAgent(look: NodeLook, now: MonotonicMs): void {
    this.hearAgent(now);
    this.#agent = counted(this.#agent, look, now);
    this.#note(look, now);
  }

  /** The agent is there, whatever it says. */
  hearAgent(now: MonotonicMs): void {
    this.#heardAt = now;
    this.#hasHeard = true;
  }

  /** The agent has gone on purpose: what it saw counts no more. */
  forgetAgent(): void {
    this.#heardAt = Number.NEGATIVE_INFINITY;
    this.#agent = null;
  }

  /** Judges nobody by the time until now, which the server itself missed. */
  excuse(now: MonotonicMs): void {
    if (this.#heardAt > Number.NEGATIVE_INFINITY) this.#heardAt = now;
    if (this.#server !== null) this.#server = { ...this.#server, at: now };
    for (const [bot, { seen }] of this.#bots) this.#bots.set(bot, { seen, at: now });
  }

  /** At another address nothing of before counts. */
  forgetLooks(): void {
    this.#server = null;
    this.#agent = null;
    this.#bots.clear();
  }

  observe(bot: object, seen: Observation, now: MonotonicMs): void {
    this.#bots.set(bot, { at: now, seen });
    this.hearOutcomes(seen.outcomes ?? {}, now);
  }

  /** A bot is gone, with its players. */
  leave(bot: object): void {
    this.#bots.delete(bot);
  }

  hearOutcomes(outcomes: OutcomesBySource, now: MonotonicMs): void {
    for (const [source, its] of Object.entries(outcomes)) this.#outcomes.add(now, source, its);
  }

  /** When its agent was last heard; null where it never was since the server started. */
  lastHeard(): MonotonicMs | null {
    return this.#hasHeard && this.#heardAt > Number.NEGATIVE_INFINITY ? this.#heardAt : null;
  }

  isHeard(now: MonotonicMs, leaseMs: number): boolean {
    return now - this.#heardAt <= leaseMs;
  }

  evidence(now: MonotonicMs, leaseMs: number): Omit<Evidence, "hasAgent" | "hasPassword"> {
    const isHeard = this.isHeard(now, leaseMs);
    return {
      server: this.#server !== null && now - this.#server.at <= LOOK_FRESH_MS ? this.#server : null,
      agent: isHeard ? this.#agent : null,
      isHeard,
      isUsed: this.#freshBots(now).some(({ isConnected }) => isConnected),
    };
  }

  /** Players that its own bots have there, whatever the node tells, which is up to a minute old. */
  ownPlayers(now: MonotonicMs): number {
    return this.#freshBots(now).reduce((sum, { players }) => sum + players, 0);
  }

  /** The newest figures, with frames, which only bots are told: the worst of them. */
  stats(newest: NodeStats | null, now: MonotonicMs): NodeStats | null {
    const told = this.#freshBots(now).flatMap(({ stats }) => stats ?? []);
    const base = newest ?? told.at(-1) ?? null;
    if (base === null) return null;
    const worst = told
      .flatMap(({ frames }) => frames ?? [])
      .sort((a, b) => b.deficit + b.nulled - (a.deficit + a.nulled))[0];
    return { ...base, frames: worst ?? base.frames };
  }

  #freshBots(now: MonotonicMs): Observation[] {
    return [...this.#bots.values()].filter(({ at }) => now - at <= BOT_FRESH_MS).map(({ seen }) => seen);
  }

  #note(look: NodeLook, now: MonotonicMs): void {
    if (look.kind !== "answers") return;
    this.load.note(look.stats.load.system, now);
    this.players.note(look.stats.players, now);
  }
}

const counted = (before: SeenLook | null, look: NodeLook, at: MonotonicMs): SeenLook => ({
  look,
  at,
  misses: look.kind === "answers" ? 0 : (before?.misses ?? 0) + 1,
});
