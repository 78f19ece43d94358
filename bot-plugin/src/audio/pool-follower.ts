import type { HandedNode } from "../protocol/audio-link.ts";
import type { ChannelFrame, ChannelListener, LinkChannel } from "../transport/channel.ts";
import type { Guard } from "../transport/guard.ts";
import type { Notices } from "../transport/notices.ts";
import { subscribe } from "./subscription.ts";

export interface PoolFollowerParts {
  readonly channel: LinkChannel;
  readonly pools: readonly string[];
  readonly notices: Notices;
  readonly guard: Guard;
  /** Told all nodes of all the pools, whenever one of them changed. */
  readonly onNodes: (nodes: ReadonlyMap<string, HandedNode>) => void;
}

/** Subscribes to pools, and knows their nodes; while the link is away, those that it knew last. */
export class PoolFollower implements ChannelListener {
  readonly #parts: PoolFollowerParts;
  readonly #subscription: ReturnType<typeof subscribe>;
  readonly #nodes = new Map<string, Map<string, HandedNode>>();
  readonly #stop: () => void;
  /** Whether the server knows of audio nodes: another one would end the link. */
  #knowsNodes = false;

  constructor(parts: PoolFollowerParts) {
    this.#parts = parts;
    this.#subscription = subscribe(parts.channel, parts.pools);
    this.#stop = parts.channel.listen(this);
  }

  stands(features: readonly string[]): void {
    const { notices, guard } = this.#parts;
    this.#knowsNodes = features.includes("audio");
    if (this.#knowsNodes) {
      notices.over("pool ");
      guard(() => this.#subscription.say(), undefined);
    } else {
      notices.trouble("pool ", "warn", "the server knows nothing of audio nodes: a newer one is needed");
    }
  }

  heard(frame: ChannelFrame): void {
    this.#parts.guard(() => this.#hear(frame), undefined);
  }

  lost(): void {
    // The bot keeps the nodes that it has.
  }

  close(): void {
    this.#stop();
    this.#subscription.end();
    if (this.#knowsNodes) this.#parts.guard(() => this.#subscription.say(), undefined);
  }

  #hear(frame: ChannelFrame): void {
    const { pools, notices } = this.#parts;
    if (frame.type === "refused" && frame.asked === "subscribe") {
      if (!pools.includes(frame.about)) return;
      notices.trouble(
        `pool ${frame.about}`,
        "error",
        `no audio nodes of the pool ${frame.about}: ${frame.message}`,
      );
    } else if (frame.type === "nodes" && pools.includes(frame.pool)) {
      notices.over(`pool ${frame.pool}`);
      this.#take(frame);
    }
  }

  #take({ pool, isWhole, nodes, gone }: Extract<ChannelFrame, { type: "nodes" }>): void {
    const known = isWhole ? new Map<string, HandedNode>() : (this.#nodes.get(pool) ?? new Map());
    for (const id of gone) known.delete(id);
    for (const node of nodes) known.set(node.id, node);
    this.#nodes.set(pool, known);
    this.#parts.onNodes(new Map([...this.#nodes.values()].flatMap((all) => [...all])));
  }
}
