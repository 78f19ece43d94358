import type { NodeEvent } from "#protocol/audio-view.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Db } from "../db/open.ts";
import type { Ticket } from "../db/waiters.ts";
import type { AudioNode } from "./node.ts";
import { deleteAllBut, deleteNode, loadEvents, saveEvent, saveNode } from "./store.ts";

/** Has the database keep nodes and what happened to them, and tells when it does. */
export class NodeRecords {
  readonly #keeper: Keeper;
  /** By id of the nodes that there are: the last write of each. */
  readonly #tickets = new Map<string, Ticket>();

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  /** In one write: an event whose node went with the database of before could never be kept. */
  write(node: AudioNode, event?: NodeEvent): void {
    const write = (db: Db) => {
      saveNode(db, node);
      if (event !== undefined) saveEvent(db, node.id, event);
    };
    this.#tickets.set(node.id, this.#keeper.keep(write, event === undefined ? 1 : 2));
  }

  /** Removes a node with its history. */
  remove(id: string): Ticket {
    this.#tickets.delete(id);
    return this.#keeper.keep((db) => deleteNode(db, id));
  }

  /** Writes these nodes, and removes all others: the database of now may be from before some began, and others ended. */
  writeAnew(nodes: ReadonlyMap<string, AudioNode>): void {
    this.#keeper.keep((db) => deleteAllBut(db, new Set(nodes.keys())));
    for (const node of nodes.values()) this.write(node);
  }

  /**
   * Resolves once all that was said of the node is on disk.
   * @throws AppError `history_unavailable` where it cannot be kept now
   */
  whenKept(id: string): Promise<void> {
    return this.#keeper.whenKept(this.#tickets.get(id) ?? 0);
  }

  /** What happened to a node, latest first. */
  history(id: string): readonly NodeEvent[] {
    return this.#keeper.read((db) => loadEvents(db, id), []);
  }
}
