import type { Hello } from "#protocol/link.ts";
import type { MusicServerFrame } from "#protocol/music-link.ts";

/** A bot process at the other end of a link, as its players are asked for. */
export interface MusicPeer {
  /** The bot process that speaks; null for an agent, which has no players. */
  readonly process: Hello | null;
  ask(frame: MusicServerFrame): void;
  /** Tells that a frame was wrong; the link stands. */
  refuseFrame(asked: string, message: string): void;
}

/** What a link hands over to the players' domain, which is given to it, for no domain imports another. */
export interface MusicDesk {
  /** Takes a frame, as it was sent; what is wrong with it is told to the peer. */
  hear(peer: MusicPeer, frame: unknown): void;
  /** The peer is gone. */
  leave(peer: MusicPeer): void;
}
