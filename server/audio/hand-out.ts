import type { AudioServerFrame, HandedNode } from "#protocol/audio-link.ts";
import type { Clock } from "../clock.ts";
import type { NodeBook } from "./book.ts";
import { byRank, handedNode } from "./handed-node.ts";
import type { AudioNode } from "./node.ts";
import { Told } from "./told.ts";
import type { NodeReader } from "./views.ts";

/** A bot that is handed nodes. */
export interface Subscriber {
  send(frame: AudioServerFrame): void;
}

/** What changes without a change of the node itself, its score, is looked at this often. */
const LOOK_EVERY_MS = 5_000;

interface HandOutParts {
  readonly book: NodeBook;
  readonly reader: NodeReader;
  readonly clock: Clock;
}

/** Hands each pool's nodes, with their passwords, to the bots that may have them. */
export class HandOut {
  readonly #parts: HandOutParts;
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  readonly #told = new Told<HandedNode>();
  #cancel: () => void = () => {};

  constructor(parts: HandOutParts) {
    this.#parts = parts;
    parts.book.onChange(({ before, after }) => {
      const node = after ?? before;
      if (node !== null) this.#tell(node.pool, [{ id: node.id, handed: after && this.#handed(after) }]);
    });
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      for (const pool of this.#subscribers.keys()) this.#tellAll(pool);
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
      // The others hear it too: what is told next is told to those who know the same.
      this.#tellAll(pool);
      const subscribers = this.#subscribers.get(pool) ?? new Set();
      this.#subscribers.set(pool, subscribers.add(subscriber));
      const nodes = this.#nodesOf(pool).flatMap((node) => this.#handed(node) ?? []);
      subscriber.send({ type: "nodes", pool, isWhole: true, nodes: nodes.sort(byRank), gone: [] });
    }
  }

  leave(subscriber: Subscriber): void {
    for (const [pool, subscribers] of this.#subscribers) {
      subscribers.delete(subscriber);
      if (subscribers.size === 0) this.#subscribers.delete(pool);
    }
  }

  /** Whether the bot is handed this node's pool. */
  has(subscriber: Subscriber, { pool }: AudioNode): boolean {
    return this.#subscribers.get(pool)?.has(subscriber) ?? false;
  }

  #tellAll(pool: string): void {
    this.#tell(
      pool,
      this.#nodesOf(pool).map((node) => ({ id: node.id, handed: this.#handed(node) })),
    );
  }

  #tell(pool: string, seen: readonly { readonly id: string; readonly handed: HandedNode | null }[]): void {
    const news = seen.filter(({ id, handed }) => this.#told.isNews(id, handed));
    if (news.length === 0) return;
    const nodes = news.flatMap(({ handed }) => handed ?? []).sort(byRank);
    const gone = news.flatMap(({ id, handed }) => (handed === null ? [id] : []));
    for (const subscriber of this.#subscribers.get(pool) ?? []) {
      subscriber.send({ type: "nodes", pool, isWhole: false, nodes, gone });
    }
  }

  #nodesOf(pool: string): AudioNode[] {
    return [...this.#parts.book.all()].filter((node) => node.pool === pool);
  }

  #handed(node: AudioNode): HandedNode | null {
    const { book, reader } = this.#parts;
    return handedNode(reader.now(node), book.safe.find(node.id));
  }
}
