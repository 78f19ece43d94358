import { decodeRanges } from "#protocol/ranges.ts";
import type { Cells } from "./cells.ts";
import { CHUNK_CELLS } from "./chunks.ts";

/** When more cells of a chunk are heard at once, it breathes as one: an animation each would cost too much. */
const MOST_SINGLE_PULSES = 60;

/** Two names for one animation: to change from one to the other starts it anew without a forced layout. */
const breathe = (element: HTMLElement): void => {
  element.setAttribute("data-pulse", element.getAttribute("data-pulse") === "a" ? "b" : "a");
};

/** Shows heartbeats on the chunks that are in view. */
export class Pulses {
  readonly #cells: Cells;
  readonly #inView = new Set<Element>();
  readonly #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#inView.add(target);
      else this.#inView.delete(target);
    }
  });

  constructor(cells: Cells) {
    this.#cells = cells;
    for (const chunk of cells.chunks) this.#observer.observe(chunk);
  }

  /** @param heard shards heard since the last frame, as ranges */
  show(heard: string): void {
    if (this.#inView.size === 0) return;
    const byChunk = new Map<number, number[]>();
    for (const id of decodeRanges(heard)) {
      const index = Math.floor(id / CHUNK_CELLS);
      const ids = byChunk.get(index);
      if (ids === undefined) byChunk.set(index, [id]);
      else ids.push(id);
    }
    for (const [index, ids] of byChunk) {
      const chunk = this.#cells.chunks[index];
      if (chunk === undefined || !this.#inView.has(chunk)) continue;
      if (ids.length > MOST_SINGLE_PULSES) {
        breathe(chunk);
        continue;
      }
      for (const id of ids) {
        const cell = this.#cells.elements[id];
        if (cell !== undefined) breathe(cell);
      }
    }
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
