import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlayerSnapshot, Track } from "#protocol/music.ts";
import { askSearch, type PlayerPlace } from "#web/api/player-api.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { countOf } from "#web/words/numbers.ts";
import { lengthWords, trackSource } from "#web/words/player-words.ts";
import { icon } from "./icons.ts";
import { queryOf, WishEvent } from "./player-events.ts";
import { rowSleeves } from "./sleeve-view.ts";

/** The viewer has stopped typing for so long. */
const TYPED_MS = 300;
const FEWEST_LETTERS = 2;
const MOST_SHOWN = 8;

const HEALTH_WORDS = { ok: "", degraded: ", often fails", away: ", does not answer" } as const;

const isLink = (text: string): boolean => /^https?:\/\//i.test(text);

/** `<shardlight-track-search>`: adds a track by its link, or by words, with what is found while one types. */
export class ShardlightTrackSearch extends LightElement {
  @property({ attribute: false }) place: PlayerPlace | null = null;
  @property({ attribute: false }) sources: PlayerSnapshot["sources"] = [];
  @property({ attribute: false }) canSearch = false;
  @property({ attribute: false }) isDisabled = false;
  @state() private query = "";
  @state() private source: string | null = null;
  @state() private found: readonly Track[] | null = null;
  @state() private trouble: string | null = null;
  @state() private isAsking = false;
  @state() private active = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render(): TemplateResult {
    const { query, isDisabled, canSearch, active, sources } = this;
    const hint = canSearch ? "Paste a link, or search" : "Paste a link";
    const isOpen = this.found !== null && this.found.length > 0;
    return html`<form class="add-form" role="search" @submit=${this.#submit}>
<label class="add-label" for="add-input">Add a track</label>
<div class="add-box">
<input id="add-input" type="text" role="combobox" maxlength="500" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send" placeholder=${hint} aria-autocomplete="list" aria-controls="add-found" aria-expanded=${String(isOpen)} aria-activedescendant=${active >= 0 ? `found-${active}` : nothing} .value=${query} ?disabled=${isDisabled} @input=${this.#onInput} @keydown=${this.#onKey}>
${sources.length > 1 ? html`<select aria-label="Where to search" ?disabled=${isDisabled} @change=${this.#onSource}>${sources.map(({ id, name, health }) => html`<option value=${id} ?selected=${id === this.source}>${name}${HEALTH_WORDS[health]}</option>`)}</select>` : nothing}
<button type="submit" ?disabled=${isDisabled}>Add</button>
</div></form>
${this.#foundView(isOpen)}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("place");
    if (changed.has("place") && before?.cluster !== this.place?.cluster) this.#clear();
  }

  #foundView(isOpen: boolean): TemplateResult {
    const { found, trouble, isAsking, active } = this;
    const words =
      trouble ??
      (isAsking && found === null
        ? "Searching…"
        : found !== null && found.length === 0
          ? "Nothing was found. Try other words, or paste a link."
          : null);
    const sleeveOf = rowSleeves(found ?? []);
    const told = found === null || found.length === 0 ? "" : `${countOf(found.length, "track")} found`;
    return html`<p class="visually-hidden" role="status">${words ?? told}</p>
<p class="add-words" ?hidden=${words === null} aria-hidden="true">${words}</p>
<ul class="found" id="add-found" role="listbox" aria-label="What was found" ?hidden=${!isOpen}>${(
      found ?? []
    ).map(
      (track, index) =>
        html`<li role="option" id="found-${index}" aria-selected=${String(index === active)} @click=${() => this.#add(track)}><span class="found-icon">${icon("add")}</span>${sleeveOf(track)}<span class="track-words"><span class="track-title"><bdi>${track.title}</bdi></span><span class="track-facts"><bdi>${track.author}</bdi> · ${trackSource(track.source)}</span></span><span class="track-length">${lengthWords(track)}</span></li>`,
    )}</ul>`;
  }

  readonly #onInput = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.query = target.value;
    this.#searchSoon();
  };

  readonly #onSource = ({ target }: Event): void => {
    if (!(target instanceof HTMLSelectElement)) return;
    this.source = target.value;
    this.#searchSoon();
  };

  #searchSoon(): void {
    this.#forget();
    this.active = -1;
    this.trouble = null;
    const words = this.query.trim();
    if (!this.canSearch || isLink(words) || words.length < FEWEST_LETTERS) {
      this.found = null;
      return;
    }
    this.#timer = setTimeout(() => this.#search(words), TYPED_MS);
  }

  async #search(query: string): Promise<void> {
    const { place } = this;
    if (place === null) return;
    const asked = new AbortController();
    this.#asked = asked;
    this.isAsking = true;
    try {
      const { tracks } = await askSearch(place, { query, source: this.source }, asked.signal);
      if (asked.signal.aborted) return;
      this.found = (tracks ?? []).slice(0, MOST_SHOWN);
      this.trouble = null;
    } catch (error) {
      if (asked.signal.aborted) return;
      this.found = null;
      const why = error instanceof Error ? error.message : "";
      this.trouble = `The search did not work${why === "" ? "" : `: ${why}`}. Try again, or paste a link.`;
    }
    this.isAsking = false;
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
    this.isAsking = false;
  }

  #clear(): void {
    this.#forget();
    this.query = "";
    this.found = null;
    this.trouble = null;
    this.active = -1;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const chosen = this.found?.[this.active];
    const query = this.query.trim();
    if (chosen !== undefined) this.#add(chosen);
    else if (query !== "") this.#play(query, "Added.");
  };

  #add(track: Track): void {
    this.#play(queryOf(track), `Added ${track.title}.`);
  }

  #play(query: string, doneWords: string): void {
    const source = this.source === null ? {} : { source: this.source };
    this.dispatchEvent(
      new WishEvent({ command: { action: "play", query, ...source }, near: "add", doneWords }),
    );
    this.#clear();
    this.querySelector("input")?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const count = this.found?.length ?? 0;
    if (event.key === "Escape") this.#clear();
    else if (event.key === "ArrowDown" && count > 0) this.active = (this.active + 1) % count;
    else if (event.key === "ArrowUp" && count > 0)
      this.active = this.active <= 0 ? count - 1 : this.active - 1;
    else return;
    event.preventDefault();
  };
}
