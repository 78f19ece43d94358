/** A frame with its id, encoded once for all. */
export interface SentFrame {
  readonly id: number;
  readonly bytes: Buffer;
}

/** The last frames, so that a viewer that comes back gets what it missed. Bounded by number and by size. */
export class FrameRing {
  readonly #frames: SentFrame[] = [];
  readonly #maxFrames: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxFrames: number, maxBytes: number) {
    this.#maxFrames = maxFrames;
    this.#maxBytes = maxBytes;
  }

  push(frame: SentFrame): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
    while (this.#frames.length > this.#maxFrames || this.#bytes > this.#maxBytes) {
      this.#bytes -= this.#frames.shift()?.bytes.length ?? 0;
    }
  }

  /** All frames after `id`, or null where some of them are gone: a snapshot is needed. */
  after(id: number, lastId: number): readonly SentFrame[] | null {
    if (id === lastId) return [];
    const missed = lastId - id;
    if (missed < 0 || missed > this.#frames.length) return null;
    return this.#frames.slice(-missed);
  }
}
