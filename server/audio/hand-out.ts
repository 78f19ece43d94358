import type { AudioServerFrame, HandedNode } from "#protocol/audio-link.ts";
import type { Clock } from "../clock.ts";
import type { NodeBook } from "./book.ts";
import type { AudioNode } from "./node.ts";
import { healthOf } from "./source-health.ts";
import type { NodeReader } from "./views.ts";

/** A bot that is handed nodes. */
export interface Subscriber {
  send(frame: AudioServerFrame): void;
}

/** Scores alone are told this seldom, and rounded: they order nodes, and change with every look. */
const SCORES_EVERY_MS = 5_000;
const SCORE_GRAIN = 5;
/** A node that is too old, or cannot bind its addresses, is taken where there is no other. */
const WORST_SCORE = 100;

const textsOf = (nodes: readonly HandedNode[]) =>
  new Map(nodes.map((node) => [node.id, JSON.stringify(node)]));

/** Hands each pool's nodes, with their passwords, to the bots that may have them. */
export class HandOut {
  readonly #parts: { readonly book: NodeBook; readonly reader: NodeReader; readonly clock: Clock };
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  /** By pool, then by node: what was told last, as JSON. */
  readonly #told = new Map<string, Map<string, string>>();
  #cancel: () => void = () => {};

  constructor(parts: { readonly book: NodeBook; readonly reader: NodeReader; readonly clock: Clock }) {
    this.#parts = parts;
    parts.book.onChange(({ before, after }) => {
      const pool = after?.pool ?? before?.pool;
      if (pool !== undefined) this.#tellChanges(pool);
    });
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(SCORES_EVERY_MS, () => {
      for (const pool of this.#subscribers.keys()) this.#tellChanges(pool);
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** Gives a bot these pools, whole, and every change from now on; others that it had are over. */
  subscribe(subscriber: Subscriber, pools: readonly string[]): void {
    this.leave(subscriber);
    for (const pool of new Set(pools)) {
      this.#tellChanges(pool);
      const subscribers = this.#subscribers.get(pool) ?? new Set();
      this.#subscribers.set(pool, subscribers.add(subscriber));
      const nodes = this.#handed(pool);
      this.#told.set(pool, textsOf(nodes));
      subscriber.send({ type: "nodes", pool, isWhole: true, nodes, gone: [] });
    }
  }

  leave(subscriber: Subscriber): void {
    for (const subscribers of this.#subscribers.values()) subscribers.delete(subscriber);
  }

  /** Whether the bot is handed this node's pool. */
  has(subscriber: Subscriber, { pool }: AudioNode): boolean {
    return this.#subscribers.get(pool)?.has(subscriber) ?? false;
  }

  #tellChanges(pool: string): void {
    const subscribers = this.#subscribers.get(pool);
    if (subscribers === undefined || subscribers.size === 0) {
      this.#told.delete(pool);
      return;
    }
    const told = this.#told.get(pool) ?? new Map<string, string>();
    const handed = this.#handed(pool);
    const now = textsOf(handed);
    const nodes = handed.filter(({ id }) => told.get(id) !== now.get(id));
    const gone = [...told.keys()].filter((id) => !now.has(id));
    this.#told.set(pool, now);
    if (nodes.length === 0 && gone.length === 0) return;
    for (const subscriber of subscribers)
      subscriber.send({ type: "nodes", pool, isWhole: false, nodes, gone });
  }

  #handed(pool: string): HandedNode[] {
    const { book } = this.#parts;
    const handed: HandedNode[] = [];
    for (const node of book.all()) {
      const { id, name, label, region, state, address, sources } = node;
      const password = book.password(id);
      if (node.pool !== pool || password === null || (state !== "active" && state !== "draining")) continue;
      const { protocol, hostname, port } = new URL(address);
      const isSecure = protocol === "https:";
      const limited = Object.entries(sources).flatMap(([source, record]) =>
        healthOf(record) === "limited" || healthOf(record) === "degraded" ? [source] : [],
      );
      const { score: exact, isFaulty } = this.#parts.reader.now(node);
      const score = isFaulty ? WORST_SCORE : Math.round(exact / SCORE_GRAIN) * SCORE_GRAIN;
      handed.push({
        id,
        name,
        label,
        region,
        state,
        password,
        isSecure,
        score,
        limited,
        host: hostname.replace(/^\[|\]$/g, ""),
        port: port === "" ? (isSecure ? 443 : 80) : Number(port),
      });
    }
    return handed.sort((a, b) => a.limited.length - b.limited.length || a.score - b.score);
  }
}
