import type { AgentFrame, AudioServerFrame, ObserveFrame, SubscribeFrame } from "#protocol/audio-link.ts";
import type { Grant } from "../http/guard.ts";

/** An agent or a bot process at the other end of a link. */
export interface AudioPeer {
  readonly role: "agent" | "bot";
  /** Id of this run of its process. */
  readonly boot: string;
  /** What its secret allows. */
  readonly grant: Grant;
  send(frame: AudioServerFrame): void;
  /** Sends a frame that is encoded already. */
  sendText(text: string): void;
}

/** What a link hands over to the audio nodes' domain, which is given to it, for no domain imports another. */
export interface AudioDesk {
  /** Takes a frame; what is refused is told to the peer, and the link stands. Rejects on bugs alone. */
  hear(peer: AudioPeer, frame: AgentFrame | SubscribeFrame | ObserveFrame): void | Promise<void>;
  /** The peer is gone. @param isGoodbye it went on purpose */
  leave(peer: AudioPeer, isGoodbye: boolean): void;
}
