import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlayerSnapshot, Track } from "#protocol/music.ts";
import type { PlayerPlace } from "#web/api/player-api.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { foundWords } from "#web/words/player-words.ts";
import { moveFound } from "./found-keys.ts";
import { type Added, foundView } from "./found-view.ts";
import { once } from "./once.ts";
import { queryOf, WishEvent } from "./player-events.ts";
import { sourcesView } from "./sources-view.ts";
import { TrackSearch } from "./track-search.ts";

const FEWEST_LETTERS = 2;

const isLink = (text: string): boolean => /^https?:\/\//i.test(text);

/** `<shardlight-track-search>`: adds a track by its link, or by words, with what is found while one types. */
export class ShardlightTrackSearch extends LightElement {
  @property({ attribute: false }) place: PlayerPlace | null = null;
  @property({ attribute: false }) sources: PlayerSnapshot["sources"] = [];
  @property({ attribute: false }) canSearch = false;
  /** Whether they may put a track ahead of all that wait, where any do. */
  @property({ attribute: false }) mayPlayNext = false;
  @property({ attribute: false }) isDisabled = false;
  @state() private query = "";
  @state() private source: string | null = null;
  @state() private added: ReadonlyMap<Track, Added> = new Map();
  readonly #search = new TrackSearch(this);

  override render(): TemplateResult {
    const { query, isDisabled, canSearch, sources, source, mayPlayNext, added } = this;
    const { found, isAsking } = this.#search;
    const words = foundWords(this.#search);
    const isEmpty = query.trim() === "";
    return html`<form class="add-form" role="search" @submit=${this.#onSubmit} @keydown=${this.#onKey}>
<div class="add-box">
<input id="add-input" type="search" maxlength="500" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send" aria-labelledby="add-heading" aria-describedby="add-words" placeholder=${canSearch ? "Paste a link, or search" : "Paste a link"} .value=${query} ?disabled=${isDisabled} @input=${this.#onInput}>
${mayPlayNext ? html`<button type="button" class="add-next" ?disabled=${isDisabled || isEmpty} @click=${once(() => this.#send(true))}>Play next</button>` : nothing}
<button type="submit" class="add-end" ?disabled=${isDisabled || isEmpty}>Add</button>
</div>
<div class="add-below">${canSearch ? sourcesView({ sources, chosen: source, isDisabled, choose: this.#choose }) : nothing}<p class="add-words" id="add-words" role="status" ?data-asking=${isAsking}>${words}</p></div>
${found === null || found.length === 0 || isDisabled ? nothing : foundView({ tracks: found, added, mayPlayNext, add: this.#add })}
</form>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("place");
    if (changed.has("place") && before?.cluster !== this.place?.cluster) this.#clear();
    if (this.source !== null && !this.sources.some(({ id }) => id === this.source)) this.source = null;
  }

  readonly #onInput = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.query = target.value;
    this.#searchSoon();
  };

  readonly #choose = (id: string): void => {
    this.source = id;
    this.#searchSoon();
  };

  #searchSoon(): void {
    const { place, source } = this;
    const query = this.query.trim();
    const isWords = this.canSearch && !isLink(query) && query.length >= FEWEST_LETTERS;
    if (isWords && place !== null) this.#search.soon({ place, query, source });
    else this.#search.clear();
  }

  #clear(): void {
    this.#search.clear();
    this.query = "";
    this.added = new Map();
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#send(false);
  };

  #send(isNext: boolean): void {
    const query = this.query.trim();
    if (query === "") return;
    this.#play(query, { isNext, doneWords: "Added." });
    this.#clear();
    this.querySelector("input")?.focus();
  }

  /** What was found stays, so that one can add another. */
  readonly #add = (track: Track, isNext: boolean): void => {
    const mark = (its: Added | null) => {
      const added = new Map(this.added);
      if (its === null) added.delete(track);
      else added.set(track, its);
      this.added = added;
    };
    mark("sent");
    this.#play(queryOf(track), {
      isNext,
      doneWords: `${track.title} ${isNext ? "comes next" : "was added"}.`,
      onResult: (isDone) => mark(isDone ? "there" : null),
    });
  };

  #play(
    query: string,
    its: {
      readonly isNext: boolean;
      readonly doneWords: string;
      readonly onResult?: (isDone: boolean) => void;
    },
  ): void {
    const { isNext, ...rest } = its;
    const source = this.source === null ? {} : { source: this.source };
    const command = { action: "play", query, ...source, ...(isNext && { isNext }) } as const;
    this.dispatchEvent(new WishEvent({ command, near: "add", ...rest }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      this.#clear();
      this.querySelector("input")?.focus();
    } else if (!moveFound(this, event)) return;
    event.preventDefault();
  };
}
