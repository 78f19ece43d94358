import type { HandedNode } from "../protocol/audio-link.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import { Mover } from "./mover.ts";
import type { NodeAdapter, PoolView } from "./node-adapter.ts";
import { bestFirst } from "./rank.ts";
import { isSamePlace, reconcile } from "./reconcile.ts";

/** A node that the library gave up, or did not take, is added again after this. */
const ADD_AGAIN_AFTER_MS = 5_000;
/** A connection that does not stand for so long is told to the host. */
const BORNE_MS = 15_000;
/** Players that find no other node end with a node that was taken back, after this. */
const LEAVE_WITHIN_MS = 60_000;

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

/** A connection to a node, or to an address of it, that is no longer wanted; its players move first. */
interface Leaver {
  readonly node: HandedNode;
  readonly since: number;
}

export interface RosterParts {
  readonly adapter: NodeAdapter;
  readonly timing: Timing;
  readonly notices: Notices;
}

/** How one node of the pool stands with this process. */
export interface Standing {
  readonly node: HandedNode;
  /** Its name in the library. */
  readonly key: string;
  readonly isReady: boolean;
  readonly players: number;
}

/** The nodes that a bot was handed, and what its music library has of them; every `look` brings the two closer. */
export class NodeRoster implements Pick<PoolView, "owns" | "accepts" | "choose" | "placed"> {
  readonly #parts: RosterParts;
  readonly #mover: Mover;
  readonly #posts = new Map<string, Post>();
  readonly #idOf = new Map<string, string>();
  readonly #leavers = new Map<string, Leaver>();
  /** A key is used once: libraries end connections late, and by their names. */
  readonly #usedIds = new Set<string>();
  #laterKeys = 1;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#mover = new Mover(parts.timing);
  }

  /** From now on these are the nodes that are handed. */
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
          this.#parts.notices.over(`node ${step.id}`);
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
    for (const [key, leaver] of [...this.#leavers]) {
      this.#empty(key, true);
      const isOver = now - leaver.since >= LEAVE_WITHIN_MS;
      if (isOver || this.#parts.adapter.players(key).length === 0) this.#end(key);
    }
  }

  /** Moves nothing more; the library keeps the nodes that it has. */
  close(): void {
    this.#mover.clear();
  }

  #lookAt(post: Post, now: number): void {
    const { adapter } = this.#parts;
    if (!adapter.has(post.key)) this.#add(post, now);
    else if (post.node.state === "draining") this.#empty(post.key, false);
    this.#tellConnection(post, now);
  }

  #add(post: Post, now: number): void {
    const { adapter, notices } = this.#parts;
    if (now - post.addedAt < ADD_AGAIN_AFTER_MS || !adapter.canAdd()) return;
    // What the library gave up may still be at its end.
    const current = post.isTaken ? this.#post(post.node) : post;
    current.addedAt = now;
    try {
      adapter.add(current.key, current.node);
      current.isTaken = true;
    } catch (error) {
      const detail = error instanceof Error ? error.message : "unknown fault";
      const { id, label, password } = current.node;
      notices.trouble(
        `node ${id}`,
        "error",
        `the music library does not take the audio node ${label}: ${detail.replaceAll(password, "…")}`,
      );
    }
  }

  #tellConnection(post: Post, now: number): void {
    const { adapter, notices } = this.#parts;
    const { id, label } = post.node;
    if (adapter.isReady(post.key)) {
      post.downSince = now;
      if (notices.over(`node ${id}`)) notices.info(`the audio node ${label} is connected again`);
    } else if (now - post.downSince >= BORNE_MS && adapter.has(post.key)) {
      const message = `the audio node ${label} is not connected; it is tried again for as long as it is handed out`;
      notices.trouble(`node ${id}`, "warn", message);
    }
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
    if (former !== undefined) this.#idOf.delete(former.key);
    const stay = this.#stay(node);
    const now = this.#parts.timing.monotonic();
    const post: Post = {
      node,
      key: stay ?? this.#newKey(node.id),
      isTaken: stay !== null,
      addedAt: Number.NEGATIVE_INFINITY,
      downSince: former?.downSince ?? now,
      placed: 0,
    };
    this.#posts.set(node.id, post);
    this.#idOf.set(post.key, node.id);
    return post;
  }

  /** A connection to the same place that has not ended yet goes on. */
  #stay(node: HandedNode): string | null {
    for (const [key, leaver] of this.#leavers) {
      if (leaver.node.id !== node.id || !isSamePlace(leaver.node, node)) continue;
      this.#leavers.delete(key);
      return key;
    }
    return null;
  }

  #newKey(id: string): string {
    if (!this.#usedIds.has(id)) {
      this.#usedIds.add(id);
      return id;
    }
    this.#laterKeys += 1;
    return `${id}~${this.#laterKeys}`;
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
    if (!this.#parts.adapter.has(post.key)) return;
    this.#leavers.set(post.key, { node: post.node, since: this.#parts.timing.monotonic() });
  }

  #end(key: string): void {
    this.#leavers.delete(key);
    if (this.#parts.adapter.has(key)) this.#parts.adapter.remove(key);
  }
}
