import type { HandedNode } from "../protocol/audio-link.ts";

/** What a music library asks of the pool and tells it, about nodes that the pool added; others are the host's. */
export interface PoolView {
  /** Whether the node is of the pool. */
  owns(key: string): boolean;
  /** Whether it may have new players. */
  accepts(key: string): boolean;
  /** The node that a new player goes to; null where none is ready. */
  choose(): string | null;
  /** A player was put there, whoever chose. */
  placed(key: string): void;
  /** A frame of the node's WebSocket, as it came. */
  heard(key: string, frame: unknown): void;
  /** What `loadtracks` answered, where that was an error. */
  loadFailed(key: string, identifier: string, answer: unknown): void;
  /** Something changed that may ask for an act: a connection stands, the library has started. */
  stirred(): void;
}

/** One music library. A key names one connection to one node: a node at another address has another key. */
export interface NodeAdapter {
  /** Whether a node can be added now; some libraries must know the bot's id first. */
  canAdd(): boolean;
  /** Connects, and goes on trying for as long as the library does. Throws what the library thinks of it. */
  add(key: string, node: HandedNode): void;
  /** Whether the library still has it: some give a node up after some tries. */
  has(key: string): boolean;
  /** Whether players can be put there now. */
  isReady(key: string): boolean;
  /** The guilds whose players are there. */
  players(key: string): string[];
  /**
   * Takes a guild's player to another node, and its music goes on there. Rejects where that fails: the player is
   * where it was.
   * @param isForGood where the old node is to be left anyway, so that no answer of it is needed
   */
  move(guildId: string, to: string, isForGood: boolean): Promise<void>;
  /** Ends the connection; players that are still there end with it. */
  remove(key: string): void;
  /** The result ends it. */
  attach(pool: PoolView): () => void;
}
