import type { HandedNode } from "../protocol/audio-link.ts";
import type { Timing } from "../transport/timing.ts";
import type { NodeAdapter, PoolView } from "./node-adapter.ts";

/** A node of a pool, as a server hands it. */
export const handed = (id: string, given: Partial<HandedNode> = {}): HandedNode => ({
  id,
  name: id,
  label: id,
  region: null,
  host: "10.0.0.7",
  port: 2333,
  isSecure: false,
  password: `hush-${id}`,
  state: "active",
  score: 10,
  limited: [],
  ...given,
});

/** Time that passes only by hand. */
export class HandTiming implements Timing {
  #now = 1_000_000;
  #calls: { at: number; callback: () => void }[] = [];

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const call = { at: this.#now + delayMs, callback };
    this.#calls.push(call);
    return () => {
      this.#calls = this.#calls.filter((one) => one !== call);
    };
  }

  /** Lets time pass, and all that falls due; and what follows at once from it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#calls.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#calls = this.#calls.filter((one) => one !== next);
      this.#now = next.at;
      next.callback();
      await new Promise(setImmediate);
    }
    this.#now = until;
    await new Promise(setImmediate);
  }
}

/** A music library without music: its nodes connect, lose their players and fall away by hand. */
export class PaperLibrary implements NodeAdapter {
  readonly nodes = new Map<string, { readonly node: HandedNode; isReady: boolean }>();
  /** The key of each guild's player. */
  readonly playersAt = new Map<string, string>();
  /** Whether new nodes connect by themselves. */
  connects = true;
  hasStarted = true;
  /** Moves that fail. */
  refuses = false;
  mostMovesAtOnce = 0;
  pool: PoolView | null = null;
  #moves = 0;

  canAdd(): boolean {
    return this.hasStarted;
  }

  add(key: string, node: HandedNode): void {
    this.nodes.set(key, { node, isReady: this.connects });
  }

  has(key: string): boolean {
    return this.nodes.has(key);
  }

  isReady(key: string): boolean {
    return this.nodes.get(key)?.isReady ?? false;
  }

  players(key: string): string[] {
    return [...this.playersAt].flatMap(([guildId, at]) => (at === key ? guildId : []));
  }

  async move(guildId: string, to: string): Promise<void> {
    this.#moves += 1;
    this.mostMovesAtOnce = Math.max(this.mostMovesAtOnce, this.#moves);
    await new Promise(setImmediate);
    this.#moves -= 1;
    if (this.refuses) throw new Error("no");
    this.playersAt.set(guildId, to);
  }

  remove(key: string): void {
    this.nodes.delete(key);
    for (const guildId of this.players(key)) this.playersAt.delete(guildId);
  }

  attach(pool: PoolView): () => void {
    this.pool = pool;
    return () => {
      this.pool = null;
    };
  }
}
