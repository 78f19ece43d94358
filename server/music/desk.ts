import { type MusicBotFrame, musicBotFrameSchema } from "#protocol/music-link.ts";
import type { Asks } from "./asks.ts";
import type { BotProcess, Directory } from "./directory.ts";
import type { Players } from "./players.ts";

/** A bot process over its link. */
export interface Peer extends BotProcess {
  refuseFrame(asked: string, message: string): void;
}

interface MusicDeskParts {
  readonly directory: Directory;
  readonly asks: Asks;
  readonly players: Players;
  /** A process that has players has come, maybe anew: what is watched has to be asked for again. */
  readonly onArrival: (peer: BotProcess) => void;
}

/** Speaks with bot processes about their players. */
export class MusicDesk {
  readonly #parts: MusicDeskParts;

  constructor(parts: MusicDeskParts) {
    this.#parts = parts;
  }

  /** Takes a frame, as it was sent; one that is wrong costs the bot nothing but that frame. */
  hear(peer: Peer, frame: unknown): void {
    const parsed = musicBotFrameSchema.safeParse(frame);
    if (parsed.success) this.#take(peer, parsed.data);
    else {
      const [issue] = parsed.error.issues;
      peer.refuseFrame("music", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`);
    }
  }

  leave(peer: Peer): void {
    const { directory, asks, players } = this.#parts;
    directory.remove(peer);
    asks.leave(peer);
    players.leave(peer);
  }

  #take(peer: Peer, frame: MusicBotFrame): void {
    const { directory, asks, players, onArrival } = this.#parts;
    switch (frame.type) {
      case "players":
        directory.add(peer);
        onArrival(peer);
        return;
      case "player":
        players.take(peer, frame);
        return;
      case "answer":
        asks.answer(peer, frame.id, frame.answer);
        return;
      default:
        frame satisfies never;
    }
  }
}
