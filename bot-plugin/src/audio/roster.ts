import type { HandedNode } from "../protocol/audio-link.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import { Keys } from "./keys.ts";
import { Leavers } from "./leavers.ts";
import { Mover } from "./mover.ts";
import type { NodeAdapter, PoolView } from "./node-adapter.ts";
import { NodeNews } from "./node-news.ts";
import { bestFirst } from "./rank.ts";
import { reconcile } from "./reconcile.ts";
import type { Standing } from "./standing.ts";

/** A node that the library gave up, or did not take, is added again after this. */
const ADD_AGAIN_AFTER_MS = 5_000;
/** A node that was handed, and the library's connection to it. */
interface Post {
  node: HandedNode;
  readonly key: string;
  /** Whether the library has taken it. */
  isTaken: boolean;
  /** When the library was last given it, monotonic. */
  addedAt: number;
  /** Since when its connection does not stand, monotonic. */
  downSince: number;
  placed: number;
}

export interface RosterParts {
  readonly adapter: NodeAdapter;
  readonly timing: Timing;
  readonly notices: Notices;
}

/** The nodes that a bot was handed, and what its music library has of them; every `look` brings the two closer. */
export class NodeRoster implements Pick<PoolView, "owns" | "accepts" | "choose" | "placed"> {
  readonly #parts: RosterParts;
  readonly #mover: Mover;
  readonly #posts = new Map<string, Post>();
  readonly #idOf = new Map<string, string>();
  readonly #leavers: Leavers;
  readonly #news: NodeNews;
  readonly #keys = new Keys();

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#mover = new Mover(parts.timing);
    this.#leavers = new Leavers(parts);
    this.#news = new NodeNews(parts.notices);
  }

  /** These are the nodes that are handed from now on. */
  want(wanted: ReadonlyMap<string, HandedNode>): void {
    const present = new Map([...this.#posts].map(([id, { node }]) => [id, node]));
    for (const step of reconcile(present, wanted)) {
      switch (step.kind) {
        case "add":
          this.#post(step.node);
          break;
        case "move":
          this.#leave(step.node.id);
          this.#post(step.node);
          break;
        case "tell":
          this.#tell(step.node);
          break;
        case "remove":
          this.#leave(step.id);
          this.#news.forget(step.id);
          break;
        default:
          step satisfies never;
      }
    }
    this.look();
  }

  /** The nodes that are handed, the best first. */
  standings(): Standing[] {
    return bestFirst(this.#posts.values()).map(({ node, key }) => ({
      node,
      key,
      isReady: this.#parts.adapter.isReady(key),
      players: this.#parts.adapter.players(key).length,
    }));
  }

  /** The handed node that the key is a connection of; null for none. */
  idOf(key: string): string | null {
    return this.#idOf.get(key) ?? null;
  }

  owns(key: string): boolean {
    return this.#idOf.has(key) || this.#leavers.has(key);
  }

  accepts(key: string): boolean {
    const id = this.#idOf.get(key);
    return id !== undefined && this.#posts.get(id)?.node.state === "active";
  }

  choose(): string | null {
    const { adapter } = this.#parts;
    const ready = [...this.#posts.values()].filter(({ key }) => this.accepts(key) && adapter.isReady(key));
    return bestFirst(ready)[0]?.key ?? null;
  }

  placed(key: string): void {
    const post = this.#posts.get(this.#idOf.get(key) ?? "");
    if (post !== undefined) post.placed += 1;
  }

  /** Adds what the library has not, moves players that must move, and ends what is left of those that went. */
  look(): void {
    const now = this.#parts.timing.monotonic();
    for (const post of [...this.#posts.values()]) this.#lookAt(post, now);
    for (const key of this.#leavers.keys()) this.#empty(key, true);
    this.#leavers.endThose(now);
  }

  /**
   * Moves nothing more; the library keeps the nodes that it has, but those that it only tries to reach: nobody would
   * end that, and it keeps the process alive.
   */
  close(): void {
    const { adapter } = this.#parts;
    this.#mover.clear();
    for (const { key } of this.#posts.values()) {
      if (adapter.has(key) && !adapter.isReady(key) && adapter.players(key).length === 0) adapter.remove(key);
    }
  }

  #lookAt(post: Post, now: number): void {
    const { adapter } = this.#parts;
    if (!adapter.has(post.key)) this.#add(post, now);
    else if (post.node.state === "draining") this.#empty(post.key, false);
    this.#tellConnection(post, now);
  }

  #add(post: Post, now: number): void {
    const { adapter } = this.#parts;
    if (now - post.addedAt < ADD_AGAIN_AFTER_MS || !adapter.canAdd()) return;
    // What the library gave up may still be at its end.
    const current = post.isTaken ? this.#post(post.node) : post;
    current.addedAt = now;
    try {
      adapter.add(current.key, current.node);
      current.isTaken = true;
    } catch (error) {
      this.#news.notTaken(current.node, error);
    }
  }

  #tellConnection(post: Post, now: number): void {
    const { adapter } = this.#parts;
    const isReady = adapter.isReady(post.key);
    if (isReady) post.downSince = now;
    if (isReady || adapter.has(post.key))
      this.#news.connection(post.node, isReady ? null : now - post.downSince);
  }

  /** Moves the players of a connection to the best nodes, where there are any. */
  #empty(key: string, isForGood: boolean): void {
    const { adapter } = this.#parts;
    if (this.choose() === null) return;
    for (const guildId of adapter.players(key)) {
      this.#mover.want(guildId, async () => {
        const to = this.choose();
        if (to === null || to === key) return true;
        await adapter.move(guildId, to, isForGood);
        this.placed(to);
        return true;
      });
    }
  }

  #post(node: HandedNode): Post {
    const former = this.#posts.get(node.id);
    this.#idOf.delete(former?.key ?? "");
    const stay = this.#leavers.callBack(node);
    const now = this.#parts.timing.monotonic();
    const post: Post = {
      node,
      key: stay ?? this.#keys.next(node.id),
      isTaken: stay !== null,
      addedAt: Number.NEGATIVE_INFINITY,
      downSince: former?.downSince ?? now,
      placed: 0,
    };
    this.#posts.set(node.id, post);
    this.#idOf.set(post.key, node.id);
    return post;
  }

  #tell(node: HandedNode): void {
    const post = this.#posts.get(node.id);
    if (post === undefined) return;
    post.node = node;
    post.placed = 0;
  }

  #leave(id: string): void {
    const post = this.#posts.get(id);
    if (post === undefined) return;
    this.#posts.delete(id);
    this.#idOf.delete(post.key);
    if (this.#parts.adapter.has(post.key)) this.#leavers.add(post.key, post.node);
  }
}
