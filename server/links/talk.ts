import type { Hello, LinkErrorCode, ServerFrame } from "#protocol/link.ts";
import type { AudioPeer } from "./audio-desk.ts";
import type { MusicPeer } from "./music-desk.ts";

/** A link as those use it who speak over it. */
export interface Line extends AudioPeer, MusicPeer {
  tell(frame: ServerFrame): void;
  /** Tells what went wrong; after most faults it closes. @param seq of the report that it is about */
  fault(error: unknown, seq?: number): void;
  /** Says why, and closes. */
  refuse(code: LinkErrorCode, message: string): void;
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Answers a goodbye, and closes. */
  sayGoodbye(): void;
}

/** What a peer says after its hello, according to who it is. */
export interface Talk {
  readonly boot: string;
  /** The bot process that speaks; null for an agent. */
  readonly process: Hello | null;
  /**
   * Not async: what comes in one go with a wrong frame is looked at before anything that waits.
   * @throws AppError at once where the frame is wrong
   */
  hear(frame: unknown): void | Promise<void>;
}
