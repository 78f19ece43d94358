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
  /** Sends a frame that is encoded already. */
  sendText(text: string): void;
}

/** What changes without a change of the node itself, its score, is looked at this often. */
const TELL_EVERY_MS = 5_000;

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
  /** By pool and node: what is to be told when this turn is over. */
  readonly #news = new Map<string, Map<string, HandedNode | null>>();
  #cancel: () => void = () => {};

  constructor(parts: HandOutParts) {
    this.#parts = parts;
    parts.book.onChange(({ before, after, isRestored }) => {
      const node = after ?? before;
      // Who waits for the nodes to be known gets them whole.
      if (isRestored && after !== null) this.#told.isNews(after.id, this.#handed(after));
      else if (node !== null) this.#note(node, after && this.#handed(after));
    });
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(TELL_EVERY_MS, () => {
      for (const node of this.#parts.book.all()) this.#note(node, this.#handed(node));
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
      for (const node of this.#nodesOf(pool)) this.#note(node, this.#handed(node));
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

  #note({ id, pool }: AudioNode, handed: HandedNode | null): void {
    if (!this.#told.isNews(id, handed)) return;
    if (this.#news.size === 0) queueMicrotask(() => this.#tell());
    const news = this.#news.get(pool) ?? new Map<string, HandedNode | null>();
    this.#news.set(pool, news.set(id, handed));
  }

  /** What changed in one go is encoded once, and sent to all as one frame. */
  #tell(): void {
    for (const [pool, news] of this.#news) {
      const subscribers = this.#subscribers.get(pool);
      if (subscribers === undefined) continue;
      const nodes = [...news.values()].flatMap((handed) => handed ?? []).sort(byRank);
      const gone = [...news].flatMap(([id, handed]) => (handed === null ? [id] : []));
      const frame: AudioServerFrame = { type: "nodes", pool, isWhole: false, nodes, gone };
      const text = JSON.stringify(frame);
      for (const subscriber of subscribers) subscriber.sendText(text);
    }
    this.#news.clear();
  }

  #nodesOf(pool: string): AudioNode[] {
    return [...this.#parts.book.all()].filter((node) => node.pool === pool);
  }

  #handed(node: AudioNode): HandedNode | null {
    const { book, reader } = this.#parts;
    return handedNode(reader.now(node), book.safe.find(node.id));
  }
}
