import type { HandedNode } from "../protocol/audio-link.ts";
import type { Timing } from "../transport/timing.ts";
import type { NodeAdapter } from "./node-adapter.ts";
import { isSamePlace } from "./reconcile.ts";

/** Players that find no other node end with the one that was taken back, after this. */
const LEAVE_WITHIN_MS = 60_000;

/** Connections to nodes, or to former addresses of them, that are no longer wanted: their players go first. */
export class Leavers {
  readonly #adapter: NodeAdapter;
  readonly #timing: Timing;
  readonly #leavers = new Map<string, { readonly node: HandedNode; readonly since: number }>();

  constructor({ adapter, timing }: { readonly adapter: NodeAdapter; readonly timing: Timing }) {
    this.#adapter = adapter;
    this.#timing = timing;
  }

  add(key: string, node: HandedNode): void {
    this.#leavers.set(key, { node, since: this.#timing.monotonic() });
  }

  has(key: string): boolean {
    return this.#leavers.has(key);
  }

  keys(): string[] {
    return [...this.#leavers.keys()];
  }

  /** A connection to the same place that has not ended yet is wanted again; null for none. */
  callBack(node: HandedNode): string | null {
    for (const [key, leaver] of this.#leavers) {
      if (leaver.node.id !== node.id || !isSamePlace(leaver.node, node)) continue;
      this.#leavers.delete(key);
      return key;
    }
    return null;
  }

  /** Ends those that have no players any more, or had time enough; @param now monotonic */
  endThose(now: number): void {
    for (const [key, { since }] of [...this.#leavers]) {
      if (now - since < LEAVE_WITHIN_MS && this.#adapter.players(key).length > 0) continue;
      this.#leavers.delete(key);
      if (this.#adapter.has(key)) this.#adapter.remove(key);
    }
  }
}
