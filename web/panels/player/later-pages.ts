import { askQueue } from "#web/api/player-api.ts";
import { isSameQueue } from "./later.ts";
import type { PlayerWatch } from "./player-watch.ts";

/** Between two pages, so that the viewer's commands find room beside them. */
const APART_MS = 500;
/** After one that did not come. */
const AGAIN_MS = 3_000;

/** Asks for pages of a long queue, one at a time; a page that is old when it comes is asked for again. */
export class LaterPages {
  readonly #watch: PlayerWatch;
  #isBusy = false;
  /** On its way. */
  #asked: number | null = null;
  /** Wanted next: the place of its first entry. */
  #wanted: number | null = null;

  constructor(watch: PlayerWatch) {
    this.#watch = watch;
  }

  /** Has the page that begins there be asked for; of several that are wanted meanwhile only the last one is. */
  want(from: number): void {
    if (from === this.#asked) return;
    this.#wanted = from;
    if (!this.#isBusy) void this.#ask(from);
  }

  async #ask(from: number): Promise<void> {
    const { place, known } = this.#watch;
    const { player } = known;
    this.#wanted = null;
    if (place === null || player === null || known.awaySince !== null) return;
    this.#isBusy = true;
    this.#asked = from;
    let waitMs = APART_MS;
    try {
      const items = await askQueue(place, from);
      this.#asked = null;
      const isOld = place !== this.#watch.place || !isSameQueue(player, this.#watch.known.player);
      if (isOld) this.#wanted ??= from;
      else this.#watch.take({ kind: "paged", page: { from, items } });
    } catch {
      this.#asked = null;
      this.#wanted ??= from;
      waitMs = AGAIN_MS;
    }
    setTimeout(() => {
      this.#isBusy = false;
      if (this.#wanted !== null && place === this.#watch.place) void this.#ask(this.#wanted);
    }, waitMs);
  }
}
