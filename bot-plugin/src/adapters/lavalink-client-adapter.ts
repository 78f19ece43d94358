import type { NodeAdapter, PoolView } from "../audio/node-adapter.ts";
import type { HandedNode } from "../protocol/audio-link.ts";
import { guardNode } from "./lavalink-client-guard.ts";
import {
  type LavalinkManagerLike,
  type LavalinkNodeLike,
  nodeOf,
  type PlayerLike,
  playerOf,
} from "./lavalink-client-shapes.ts";
import { givenTo, type Listener, listen } from "./listen.ts";

/** Options of lavalink-client that hold for each node of a pool. */
export interface NodeOptions {
  readonly retryAmount?: number;
  readonly retryDelay?: number;
  readonly retryTimespan?: number;
  readonly requestSignalTimeoutMS?: number;
  readonly heartBeatInterval?: number;
  readonly enablePingOnStatsCheck?: boolean;
  readonly closeOnError?: boolean;
  readonly regions?: readonly string[];
  readonly autoChecks?: { readonly sourcesValidations?: boolean; readonly pluginValidations?: boolean };
}

/**
 * A node that is out of tries is destroyed with all its players, so there are as many as a number holds. Checks of
 * sources would keep players on a node that is drained.
 */
const DEFAULTS = {
  retryAmount: Number.MAX_SAFE_INTEGER,
  retryDelay: 5_000,
  autoChecks: { sourcesValidations: false, pluginValidations: false },
};

/** Without a listener an `error` would end the process, after the end of the pool too: the library keeps its nodes. */
const SURVIVED: Readonly<Record<string, Listener>> = { error: () => {} };

/** Where the library keeps that a player is on its way to another node. */
const CHANGING = "internal_nodeChanging";

/** lavalink-client, as the pool sees it. */
export class LavalinkClientAdapter implements NodeAdapter {
  readonly #manager: LavalinkManagerLike;
  readonly #nodeOptions: NodeOptions;
  #pool: PoolView | null = null;
  #isStarting = false;

  constructor(manager: LavalinkManagerLike, nodeOptions: NodeOptions) {
    this.#manager = manager;
    this.#nodeOptions = nodeOptions;
  }

  canAdd(): boolean {
    const { initiated, options } = this.#manager;
    return initiated || (!this.#isStarting && (options.client?.id ?? "") !== "");
  }

  add(key: string, { host, port, password, isSecure }: HandedNode): void {
    const { nodeManager, initiated } = this.#manager;
    const options = { ...DEFAULTS, ...this.#nodeOptions, id: key, host, port, authorization: password };
    const node = nodeManager.createNode(givenTo(options));
    // Given to the constructor, it is refused at any port but 443.
    node.options.secure = isSecure;
    guardNode(node, (identifier, answer) => this.#pool?.loadFailed(key, identifier, answer));
    if (initiated) node.connect();
    else this.#start();
  }

  has(key: string): boolean {
    return this.#node(key) !== null;
  }

  isReady(key: string): boolean {
    const node = this.#node(key);
    return node !== null && Boolean(node.connected) && Boolean(node.sessionId);
  }

  players(key: string): string[] {
    return this.#players().flatMap(({ guildId, node }) => (node.id === key ? guildId : []));
  }

  async move(guildId: string, to: string, isForGood: boolean): Promise<void> {
    const target = this.#node(to);
    const player = this.#players().find((one) => one.guildId === guildId);
    if (target === null || player === undefined) return;
    const { node: from, voice } = player;
    if (!voice.token || !voice.endpoint || !voice.sessionId) {
      // No node knows of it yet.
      player.node = target;
      return;
    }
    try {
      await this.#change(player, to);
    } catch (error) {
      if (!isForGood) throw error;
      // Without a connection nothing is asked of the old one.
      this.#node(from.id)?.disconnect();
      await this.#change(player, to);
    }
  }

  remove(key: string): void {
    this.#manager.nodeManager.deleteNode(key, false);
  }

  attach(pool: PoolView): () => void {
    this.#pool = pool;
    const { nodeManager } = this.#manager;
    const ofNodes: Readonly<Record<string, Listener>> = {
      raw: (node, frame) => pool.heard(nodeOf(node).id, frame),
      destroy: () => pool.stirred(),
    };
    listen(nodeManager, SURVIVED)();
    listen(nodeManager, SURVIVED);
    const ofManager: Readonly<Record<string, Listener>> = {
      playerCreate: (player) => this.#settle(playerOf(player), pool),
    };
    const stops = [listen(nodeManager, ofNodes), listen(this.#manager, ofManager)];
    return () => {
      for (const stop of stops) stop();
      this.#pool = null;
    };
  }

  async #change(player: PlayerLike, to: string): Promise<void> {
    const { node: from } = player;
    const isChanging = player.get(CHANGING) === true;
    try {
      await player.changeNode(to, false);
    } catch (error) {
      // Where the old node did not answer, the library takes the player for one that moves for ever.
      if (!isChanging) player.set(CHANGING, undefined);
      if (this.has(from.id)) player.node = from;
      throw error;
    }
  }

  /** A new player goes to the best node, unless the host chose one that is good. */
  #settle(player: PlayerLike, pool: PoolView): void {
    const { id } = player.node;
    if (!pool.owns(id)) return;
    const isHostsChoice = player.options.node !== undefined || player.options.vcRegion !== undefined;
    const best = isHostsChoice && pool.accepts(id) ? id : (pool.choose() ?? id);
    const node = this.#node(best);
    if (node !== null && best !== id) player.node = node;
    pool.placed(best);
  }

  /** With no node of its own the host's `init()` did not come to its end. */
  #start(): void {
    this.#isStarting = true;
    this.#manager
      .init(givenTo({}))
      .catch(() => {})
      .finally(() => {
        this.#isStarting = false;
        this.#pool?.stirred();
      });
  }

  #node(key: string): LavalinkNodeLike | null {
    return this.#manager.nodeManager.nodes.get(key) ?? null;
  }

  #players(): PlayerLike[] {
    return [...this.#manager.players.values()];
  }
}
