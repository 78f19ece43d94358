import type { NodeAdapter, PoolView } from "../audio/node-adapter.ts";
import type { HandedNode } from "../protocol/audio-link.ts";
import { fieldsOf } from "../protocol/lenient.ts";

/** What is used of a node. */
export interface ShoukakuNodeLike {
  readonly name: string;
  readonly state: number;
  readonly sessionId: string | null;
  readonly ws: { removeAllListeners(): unknown; on(event: "error", listener: () => void): unknown } | null;
  readonly rest: { destroyPlayer(guildId: string): Promise<unknown> };
  disconnect(code: number, reason?: string): void;
  once(event: "ready", listener: () => void): unknown;
}

/** What is used of a player. */
export interface ShoukakuPlayerLike {
  readonly guildId: string;
  node: { readonly name: string };
  resume(): Promise<unknown>;
}

/** What is used of a `Shoukaku` 4; any that has this will do. */
export interface ShoukakuLike {
  readonly id: string | null;
  readonly options: { nodeResolver?: unknown };
  readonly nodes: {
    get(name: string): ShoukakuNodeLike | undefined;
    delete(name: string): boolean;
    entries(): Iterable<[string, unknown]>;
  };
  readonly players: {
    get(guildId: string): ShoukakuPlayerLike | undefined;
    values(): Iterable<ShoukakuPlayerLike>;
  };
  addNode(options: { name: string; url: string; auth: string; secure?: boolean }): void;
  leaveVoiceChannel(guildId: string): Promise<void>;
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** The library's `State`. */
const CONNECTED = 1;
/** An old node that does not let go of a player by then is left alone. */
const LET_GO_WITHIN_MS = 5_000;
const NORMAL_CLOSE = 1000;

/** Without a listener an `error` would end the process, after the end of the pool too: the library keeps its nodes. */
const survived = (): void => {};

type Listener = (...args: readonly unknown[]) => void;
type Resolver = (nodes: Map<string, unknown>, connection?: unknown) => unknown;

/** Shoukaku, as the pool sees it. */
export class ShoukakuAdapter implements NodeAdapter {
  readonly #shoukaku: ShoukakuLike;
  #pool: PoolView | null = null;

  constructor(shoukaku: ShoukakuLike) {
    this.#shoukaku = shoukaku;
  }

  canAdd(): boolean {
    return this.#shoukaku.id !== null;
  }

  add(key: string, { host, port, password, isSecure }: HandedNode): void {
    this.#shoukaku.addNode({ name: key, url: `${host}:${port}`, auth: password, secure: isSecure });
    const rest = this.#node(key)?.rest;
    const resolve: unknown = rest === undefined ? undefined : Reflect.get(rest, "resolve");
    if (rest === undefined || typeof resolve !== "function") return;
    // What loads answer is seen nowhere else.
    Reflect.set(rest, "resolve", async (identifier: string, ...others: unknown[]) => {
      const answer: unknown = await resolve.call(rest, identifier, ...others);
      if (fieldsOf(answer)?.["loadType"] === "error") this.#pool?.loadFailed(key, identifier, answer);
      return answer;
    });
  }

  has(key: string): boolean {
    return this.#node(key) !== undefined;
  }

  isReady(key: string): boolean {
    const node = this.#node(key);
    return node?.state === CONNECTED && node.sessionId !== null;
  }

  players(key: string): string[] {
    return [...this.#shoukaku.players.values()].flatMap(({ guildId, node }) =>
      node.name === key ? guildId : [],
    );
  }

  async move(guildId: string, to: string): Promise<void> {
    const { players, nodes } = this.#shoukaku;
    const player = players.get(guildId);
    const target = nodes.get(to);
    if (player === undefined || target === undefined) return;
    const from = nodes.get(player.node.name);
    // The library would ask the old node first, and give up where it does not answer.
    if (from !== undefined && from.state === CONNECTED) await within(from.rest.destroyPlayer(guildId));
    const former = player.node;
    player.node = target;
    try {
      await player.resume();
    } catch (error) {
      player.node = former;
      throw error;
    }
  }

  remove(key: string): void {
    const node = this.#node(key);
    for (const guildId of this.players(key)) void this.#shoukaku.leaveVoiceChannel(guildId).catch(() => {});
    this.#shoukaku.nodes.delete(key);
    if (node === undefined) return;
    end(node);
    // It may be about to connect.
    node.once("ready", () => end(node));
  }

  attach(pool: PoolView): () => void {
    this.#pool = pool;
    const listeners: Readonly<Record<string, Listener>> = {
      raw: (name, frame) => {
        if (typeof name === "string") pool.heard(name, frame);
      },
      error: () => pool.stirred(),
    };
    const emitter = emitterOf(this.#shoukaku);
    emitter.off("error", survived);
    emitter.on("error", survived);
    for (const [event, listener] of Object.entries(listeners)) emitter.on(event, listener);
    const restore = this.#resolveAmong(pool);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) emitter.off(event, listener);
      restore();
      this.#pool = null;
    };
  }

  /** The host's own choice, among the nodes that take new players; the best come first. */
  #resolveAmong(pool: PoolView): () => void {
    const { options } = this.#shoukaku;
    const { nodeResolver } = options;
    if (typeof nodeResolver !== "function") return () => {};
    const among: Resolver = (nodes, connection) => {
      const good = [...nodes].filter(([name]) => !pool.owns(name) || pool.accepts(name));
      const best = pool.choose();
      good.sort(([a], [b]) => Number(b === best) - Number(a === best));
      const chosen: unknown = nodeResolver(new Map(good), connection) ?? nodeResolver(nodes, connection);
      const name = fieldsOf(chosen)?.["name"];
      if (typeof name === "string") pool.placed(name);
      return chosen;
    };
    options.nodeResolver = among;
    return () => {
      if (options.nodeResolver === among) options.nodeResolver = nodeResolver;
    };
  }

  #node(key: string): ShoukakuNodeLike | undefined {
    return this.#shoukaku.nodes.get(key);
  }
}

/** The library connects a node anew whenever its socket closes, even one that was removed: it must not hear of that. */
const end = (node: ShoukakuNodeLike): void => {
  node.ws?.removeAllListeners();
  node.ws?.on("error", () => {});
  if (node.ws !== null) node.disconnect(NORMAL_CLOSE, "no longer handed out");
};

/** Waits for it, but not for long, and whatever comes of it. */
const within = async (asked: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LET_GO_WITHIN_MS);
    timer.unref();
  });
  await Promise.race([asked.catch(() => {}), patience]);
  clearTimeout(timer);
};

/** An event emitter without the library's typed events. */
const emitterOf = (shoukaku: ShoukakuLike) =>
  shoukaku as unknown as Record<"on" | "off", (event: string, listener: Listener) => unknown>;
