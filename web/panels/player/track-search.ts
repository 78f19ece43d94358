import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Track } from "#protocol/music.ts";
import { askSearch, type PlayerPlace } from "#web/api/player-api.ts";

/** The viewer has stopped typing for so long. */
const TYPED_MS = 300;
const MOST_SHOWN = 8;

/** What is searched for, and where. */
export interface SearchQuery {
  readonly place: PlayerPlace;
  readonly query: string;
  /** null: the usual one. */
  readonly source: string | null;
}

/** Searches while the viewer types: only what was typed last is asked for, and only its answer counts. */
export class TrackSearch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** null: nothing was searched for. */
  found: readonly Track[] | null = null;
  /** Why nothing came. */
  trouble: string | null = null;
  isAsking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** What was found before stays until there is an answer. */
  soon(query: SearchQuery): void {
    this.#stop();
    this.trouble = null;
    this.#timer = setTimeout(() => void this.#search(query), TYPED_MS);
  }

  clear(): void {
    this.#stop();
    this.found = null;
    this.trouble = null;
    this.#host.requestUpdate();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
    this.isAsking = false;
  }

  async #search({ place, query, source }: SearchQuery): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    this.isAsking = true;
    this.#host.requestUpdate();
    try {
      const { tracks } = await askSearch(place, { query, source }, asked.signal);
      if (asked.signal.aborted) return;
      this.found = (tracks ?? []).slice(0, MOST_SHOWN);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.found = null;
      this.trouble = error instanceof Error ? error.message : "";
    }
    this.isAsking = false;
    this.#host.requestUpdate();
  }
}
