import type { AudioServerFrame } from "../protocol/audio-link.ts";
import type { ServerFrame } from "../protocol/link.ts";
import type { MusicServerFrame } from "../protocol/music-link.ts";

/** What the server says of things other than shards. */
export type ChannelFrame = AudioServerFrame | MusicServerFrame;

/** Told what happens on the link, by those who share it with the shards' reports. */
export interface ChannelListener {
  /** The link stands, maybe anew: what was said before has to be said again. @param features what the server can do */
  stands(features: readonly string[]): void;
  heard(frame: ChannelFrame): void;
  lost(): void;
}

/** The process's link, for what is not about shards. */
export interface LinkChannel {
  /** Sends a frame; it is lost where no link stands. */
  send(frame: object): void;
  /** The result ends it. A listener that comes late is told at once that the link stands. */
  listen(listener: ChannelListener): () => void;
}

/** Hands what the link tells to all who share it. */
export class ChannelHub implements LinkChannel {
  readonly #sendFrame: (frame: object) => void;
  readonly #listeners = new Set<ChannelListener>();
  #features: readonly string[] | null = null;

  /** @param sendFrame sends over the link, where there is one */
  constructor(sendFrame: (frame: object) => void) {
    this.#sendFrame = sendFrame;
  }

  send(frame: object): void {
    if (this.#features !== null) this.#sendFrame(frame);
  }

  listen(listener: ChannelListener): () => void {
    this.#listeners.add(listener);
    if (this.#features !== null) listener.stands(this.#features);
    return () => this.#listeners.delete(listener);
  }

  /** @param features null while no link stands */
  follow(features: readonly string[] | null): void {
    const stood = this.#features !== null;
    this.#features = features;
    for (const listener of this.#listeners) {
      if (features !== null) listener.stands(features);
      else if (stood) listener.lost();
    }
  }

  hear(frame: ChannelFrame): void {
    for (const listener of this.#listeners) listener.heard(frame);
  }
}

/** Whether a frame is about audio nodes. */
export const isAboutNodes = (frame: ServerFrame): frame is AudioServerFrame =>
  ["announced", "node", "nodes", "refused"].includes(frame.type);

/** Whether a frame is for those who share the link. */
export const isForChannel = (frame: ServerFrame): frame is ChannelFrame =>
  isAboutNodes(frame) || ["ask", "cancel", "unwatch", "guilds", "roles", "invited"].includes(frame.type);
