import type { NodeEvent } from "#protocol/audio-view.ts";
import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Ticket } from "../db/waiters.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type AudioNode, type Move, moved } from "./node.ts";
import { PasswordSafe, type Sealer } from "./password-safe.ts";
import { Presence } from "./presence.ts";
import { NodeRecords } from "./records.ts";
import { forgetRetired, loadNodes } from "./store.ts";

/** A change of a node; `before` is null for a new one, `after` for one that was removed. */
export interface NodeChange {
  readonly before: AudioNode | null;
  readonly after: AudioNode | null;
  /** It was kept before the start, and is known again. */
  readonly isRestored: boolean;
}

/** A node that was retired so long ago is forgotten, with its history. */
const FORGET_AFTER_MS = 90 * 86_400_000;

export interface NodeBookParts {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly windowMs: number;
}

/** Owns all nodes, in memory and in the database; whoever wants to know of changes is told each. */
export class NodeBook {
  readonly #parts: NodeBookParts;
  readonly #nodes = new Map<string, AudioNode>();
  readonly #presences = new Map<string, Presence>();
  readonly safe: PasswordSafe;
  readonly #listeners: ((change: NodeChange) => void)[] = [];
  readonly #onLoaded: (() => void)[] = [];
  readonly #records: NodeRecords;
  #isLoaded = false;

  constructor(parts: NodeBookParts) {
    this.#parts = parts;
    this.#records = new NodeRecords(parts.keeper);
    this.safe = new PasswordSafe(parts.sealer, parts.log);
    parts.keeper.onOpen((db) => {
      if (this.#isLoaded) return;
      forgetRetired(db, parts.clock.wall() - FORGET_AFTER_MS);
      const { nodes, problems } = loadNodes(db, parts.clock.wall());
      for (const problem of problems)
        parts.log.warn({ problem }, "a stored audio node made no sense and was set aside");
      this.#isLoaded = true;
      this.#restore(nodes);
      for (const listener of this.#onLoaded) listener();
    });
    parts.keeper.onGivenUp(() => {
      if (this.#isLoaded) this.#records.writeAnew(this.#nodes);
    });
  }

  /** False while the database could not be read since the start: there may be nodes that are not known. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Calls back once it is known which nodes there are. */
  onLoaded(listener: () => void): void {
    this.#onLoaded.push(listener);
  }

  onChange(listener: (change: NodeChange) => void): void {
    this.#listeners.push(listener);
  }

  /** All nodes in the order in which they were announced. */
  all(): Iterable<AudioNode> {
    return this.#nodes.values();
  }

  find(id: string): AudioNode | undefined {
    return this.#nodes.get(id);
  }

  presence(id: string): Presence {
    let presence = this.#presences.get(id);
    if (presence === undefined) {
      presence = new Presence(this.#parts.clock.monotonic(), this.#parts.windowMs);
      this.#presences.set(id, presence);
    }
    return presence;
  }

  /** @throws AppError `history_unavailable` while it is not known which nodes there are */
  assertLoaded(): void {
    if (this.#isLoaded) return;
    const message = "the audio nodes cannot be read right now; send it again";
    throw new AppError("history_unavailable", message, { retryAfterSeconds: 1 });
  }

  /** Begins a life. */
  add(node: AudioNode): void {
    this.#put(null, node, eventOf(node, null));
  }

  /** Takes a node as it is now, in the same state. */
  update(node: AudioNode): void {
    const before = this.#nodes.get(node.id) ?? null;
    if (before === null || JSON.stringify(before) === JSON.stringify(node)) return;
    this.#put(before, node);
  }

  /** Moves a node into another state; its password is forgotten once it is retired. */
  move(node: AudioNode, move: Move): AudioNode {
    const before = this.#nodes.get(node.id) ?? null;
    const after = moved(node, move, this.#parts.clock.wall());
    if (after.state === "retired") this.safe.forget(node.id);
    this.#put(before, after, eventOf(after, before));
    const { id, name, pool, state, reason, cause } = after;
    this.#parts.log.info(
      { nodeId: id, name, pool, from: before?.state, cause, reason },
      `audio node ${name} is ${state}`,
    );
    return after;
  }

  /** Forgets a node with its history; the result is the ticket of that. */
  remove(node: AudioNode): Ticket {
    this.#nodes.delete(node.id);
    this.#presences.delete(node.id);
    this.safe.forget(node.id);
    const ticket = this.#records.remove(node.id);
    this.#tell({ before: node, after: null, isRestored: false });
    return ticket;
  }

  /**
   * Resolves once all that was said of the node is on disk.
   * @throws AppError `history_unavailable` where it cannot be kept now
   */
  whenKept(id: string): Promise<void> {
    return this.#records.whenKept(id);
  }

  /** What happened to a node, latest first. */
  history(id: string): readonly NodeEvent[] {
    return this.#records.history(id);
  }

  #restore(nodes: readonly AudioNode[]): void {
    const lost: string[] = [];
    for (const node of nodes) {
      this.#nodes.set(node.id, node);
      if (node.passwordBox === null) continue;
      const passwordBox = this.safe.open(node);
      if (passwordBox !== null && passwordBox !== node.passwordBox) this.update({ ...node, passwordBox });
      if (passwordBox === null && node.state !== "retired") lost.push(`${node.pool}/${node.name}`);
    }
    if (lost.length > 0) {
      this.#parts.log.error(
        { nodes: lost },
        "the passwords of these audio nodes cannot be opened, and no bot is handed them: set SECRET_KEY (or SECRET_KEY_PREVIOUS) to the key of before, or announce them again",
      );
    }
    for (const { id } of nodes)
      this.#tell({ before: null, after: this.#nodes.get(id) ?? null, isRestored: true });
  }

  #put(before: AudioNode | null, after: AudioNode, event?: NodeEvent): void {
    this.#nodes.set(after.id, after);
    this.#records.write(after, event);
    this.#tell({ before, after, isRestored: false });
  }

  #tell(change: NodeChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const eventOf = ({ since, state, cause, reason }: AudioNode, before: AudioNode | null): NodeEvent => ({
  at: since,
  from: before?.state ?? null,
  to: state,
  cause,
  reason,
});
