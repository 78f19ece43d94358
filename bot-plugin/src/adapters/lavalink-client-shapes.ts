/** What is used of a player. */
export interface PlayerLike {
  readonly guildId: string;
  readonly options: { readonly node?: unknown; readonly vcRegion?: string | undefined };
  node: { readonly id: string };
  readonly voice: {
    readonly token?: string | null | undefined;
    readonly endpoint?: string | null | undefined;
    readonly sessionId?: string | null | undefined;
  };
  changeNode(node: string, checkSources?: boolean): Promise<unknown>;
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
}

/** What is used of a node. */
export interface LavalinkNodeLike {
  readonly id: string;
  readonly connected: unknown;
  readonly sessionId?: string | null | undefined;
  readonly options: { secure?: boolean | undefined };
  connect(): void;
  disconnect(reason?: never): void;
}

/** What is used of a `LavalinkManager` of lavalink-client 2.5 or later; any that has this will do. */
export interface LavalinkManagerLike {
  readonly initiated: boolean;
  readonly options: { readonly client?: { readonly id?: string | undefined } | undefined };
  readonly players: { values(): Iterable<PlayerLike> };
  readonly nodeManager: {
    readonly nodes: { get(id: string): LavalinkNodeLike | undefined };
    createNode(options: never): LavalinkNodeLike;
    deleteNode(id: string, movePlayers?: boolean): void;
    on(event: never, listener: never): unknown;
    off(event: never, listener: never): unknown;
  };
  init(client: never): Promise<unknown>;
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** What the library hands to a listener of its nodes is a node. */
export const nodeOf = (node: unknown): LavalinkNodeLike => node as LavalinkNodeLike;

/** What it hands to a listener of new players is a player. */
export const playerOf = (player: unknown): PlayerLike => player as PlayerLike;
