import type { MonotonicMs } from "../clock.ts";
import type { PictureType } from "./picture-type.ts";

/** A picture, as it is answered. */
export interface Picture {
  readonly type: PictureType;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For `ETag` and `If-None-Match`, with its quotes. */
  readonly tag: string;
}

interface Entry {
  /** null: it could not be had. */
  readonly picture: Picture | null;
  readonly until: MonotonicMs;
  readonly costBytes: number;
}

/** What an entry costs beside its picture and its address. */
const ENTRY_BYTES = 512;

/** Remembers pictures, and those that could not be had, within a bound of bytes; what was asked for longest ago goes first. */
export class PictureCache {
  readonly #mostBytes: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** undefined: nothing is known of it. */
  find(address: string, now: MonotonicMs): Picture | null | undefined {
    const entry = this.#entries.get(address);
    if (entry === undefined) return undefined;
    this.#remove(address);
    if (now >= entry.until) return undefined;
    this.#put(address, entry);
    return entry.picture;
  }

  /** @param picture null: it could not be had */
  keep(address: string, picture: Picture | null, until: MonotonicMs): void {
    this.#remove(address);
    const costBytes = ENTRY_BYTES + 2 * address.length + (picture?.bytes.length ?? 0);
    this.#put(address, { picture, until, costBytes });
    for (const [oldest] of this.#entries) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#remove(oldest);
    }
  }

  #put(address: string, entry: Entry): void {
    this.#entries.set(address, entry);
    this.#bytes += entry.costBytes;
  }

  #remove(address: string): void {
    this.#bytes -= this.#entries.get(address)?.costBytes ?? 0;
    this.#entries.delete(address);
  }
}
