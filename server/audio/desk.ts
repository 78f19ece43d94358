import type { AgentFrame, AudioServerFrame, ObserveFrame, SubscribeFrame } from "#protocol/audio-link.ts";
import type { Scope } from "../auth/token.ts";
import { AppError } from "../errors.ts";
import type { AudioNode } from "./node.ts";
import type { AudioService } from "./service.ts";
import { Standbys } from "./standbys.ts";

/** Who speaks over a link. */
export interface Peer {
  readonly role: "agent" | "bot";
  readonly boot: string;
  readonly grant: { may(scope: Scope, pool: string): boolean };
  send(frame: AudioServerFrame): void;
  sendText(text: string): void;
}

/** Speaks with agents and bots over their links. */
export class AudioDesk {
  readonly #audio: AudioService;
  readonly #leaseMs: number;
  readonly #agents = new Standbys<Peer>();
  /** Pools that bots want while it is not known which nodes there are: told of none, they would drop all that they use. */
  readonly #wanted = new Map<Peer, readonly string[]>();

  constructor(audio: AudioService, leaseMs: number) {
    this.#audio = audio;
    this.#leaseMs = leaseMs;
    audio.book.onChange(({ before, after }) => {
      const id = after?.id ?? before?.id ?? "";
      if (before === null || before.state === after?.state) return;
      const reason = after === null ? "it was removed" : after.reason;
      this.#agents.speaker(id)?.send({ type: "node", id, state: after?.state ?? "retired", reason });
    });
    audio.book.onLoaded(() => {
      for (const [peer, pools] of this.#wanted) audio.handOut.subscribe(peer, pools);
      this.#wanted.clear();
    });
  }

  /** Takes a frame; what is refused is told to the peer, and the link stands. Rejects on bugs alone. */
  async hear(peer: Peer, frame: AgentFrame | SubscribeFrame | ObserveFrame): Promise<void> {
    try {
      await this.#take(peer, frame);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message } = error;
      peer.send({ type: "refused", asked: frame.type, about: aboutOf(frame), code, message });
    }
  }

  /** A link is gone; where it was no goodbye, its nodes have their lease. */
  leave(peer: Peer, isGoodbye: boolean): void {
    this.#audio.leave(peer);
    this.#wanted.delete(peer);
    for (const id of this.#agents.idsOf(peer)) this.#step(peer, id, isGoodbye);
  }

  /** Which agent is linked for a node. */
  heardFrom(node: AudioNode): string | null {
    return this.#agents.speaker(node.id)?.boot ?? null;
  }

  async #take(peer: Peer, frame: AgentFrame | SubscribeFrame | ObserveFrame): Promise<void> {
    switch (frame.type) {
      case "announce":
        return await this.#announce(peer, frame.node);
      case "look":
        this.#assertOwn(peer, frame.id);
        this.#audio.look(frame);
        return;
      case "withdraw":
        this.#assertOwn(peer, frame.id);
        this.#step(peer, frame.id, true);
        return;
      case "subscribe":
        if (this.#refusePool(peer, frame)) return;
        if (this.#audio.book.isLoaded) this.#audio.handOut.subscribe(peer, frame.pools);
        else this.#wanted.set(peer, frame.pools);
        return;
      case "observe":
        this.#audio.observe(peer, frame);
        return;
      default:
        frame satisfies never;
    }
  }

  /** Names the first pool that a bot may not have, so that it can say which; true where there is one. */
  #refusePool(peer: Peer, { pools }: SubscribeFrame): boolean {
    const pool = pools.find((name) => !peer.grant.may("nodes", name));
    if (pool === undefined) return false;
    const { code, message } = lacking("nodes");
    peer.send({ type: "refused", asked: "subscribe", about: pool, code, message });
    return true;
  }

  async #announce(peer: Peer, node: Parameters<AudioService["announce"]>[0]): Promise<void> {
    if (!peer.grant.may("announce", node.pool)) throw lacking("announce");
    const heardFrom = (known: AudioNode) => this.heardFrom(known);
    const { id, kept } = this.#audio.take(node, { by: peer.boot, heardFrom });
    // Heard from at once: another may announce the same, and this one may go, before it is kept.
    const older = this.#agents.speaker(id);
    this.#agents.add(id, peer);
    if (older !== undefined && older !== peer) {
      const message = "another agent has announced this node since, and is heard; this one stands by";
      older.send({ type: "refused", asked: "announce", about: node.name, code: "replaced", message });
    }
    const current = await kept;
    if (this.#agents.speaker(id) === peer) this.#confirm(peer, current);
  }

  /** An agent steps back from a node: one that stands by takes its place, else nobody watches it any more. */
  #step(peer: Peer, id: string, isGoodbye: boolean): void {
    const before = this.#agents.speaker(id);
    this.#agents.remove(id, peer);
    const next = this.#agents.speaker(id);
    const node = this.#audio.book.find(id);
    if (node === undefined || before !== peer) return;
    if (next !== undefined) this.#confirm(next, node);
    else if (isGoodbye) this.#audio.withdraw(id);
  }

  #confirm(peer: Peer, { pool, name, id, state }: AudioNode): void {
    peer.send({ type: "announced", pool, name, id, state, leaseMs: this.#leaseMs });
  }

  #assertOwn(peer: Peer, id: string): void {
    if (this.#agents.speaker(id) === peer) return;
    throw new AppError("unknown_node", "this link has announced no such node; announce it first");
  }
}

const lacking = (scope: "announce" | "nodes") =>
  new AppError("forbidden", `it takes a token with scope ${scope} for this pool`);

const aboutOf = (frame: AgentFrame | SubscribeFrame | ObserveFrame): string => {
  switch (frame.type) {
    case "announce":
      return frame.node.name;
    case "subscribe":
      return frame.pools.join(", ");
    case "observe":
      return "";
    default:
      return frame.id;
  }
};
