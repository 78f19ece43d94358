import { html, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Found, Track } from "#protocol/music.ts";
import { askFound, type PlayerPlace } from "#web/api/player-api.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { lengthWords } from "#web/words/player-words.ts";
import { icon } from "./icons.ts";
import { once } from "./once.ts";
import { queryOf, WishEvent } from "./player-events.ts";
import { rowSleeves } from "./sleeve-view.ts";
import { titleView } from "./title-view.ts";

const NAMES = { history: "Played before", lyrics: "Lyrics" } as const;
const NONE = {
  history: "Nothing was played before.",
  lyrics: "No lyrics are known for this track.",
} as const;

/** `<shardlight-track-past>`: history or lyrics, asked for when it is opened. */
export class ShardlightTrackPast extends LightElement {
  @property({ attribute: false }) what: "history" | "lyrics" = "history";
  @property({ attribute: false }) place: PlayerPlace | null = null;
  /** What it belongs to; with another track it is asked for anew. */
  @property({ attribute: false }) uid: string | null = null;
  @property({ attribute: false }) positionMs = 0;
  @property({ attribute: false }) mayPlay = false;
  /** Nothing can be asked for right now. */
  @property({ attribute: false }) isOff = false;
  @state() private isOpen = false;
  @state() private found: Found | null = null;
  @state() private trouble: string | null = null;
  #isAsked = false;

  override render(): TemplateResult {
    return html`<details class="past" @toggle=${this.#onToggle}><summary>${NAMES[this.what]}</summary>${this.isOpen ? this.#body() : ""}</details>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("uid") || changed.has("place")) this.#forget();
    if (this.isOpen && !this.isOff && this.found === null && !this.#isAsked) void this.#ask();
  }

  protected override updated(): void {
    const line = this.querySelector<HTMLElement>("[data-now]");
    const box = line?.closest<HTMLElement>(".lyrics");
    if (line === null || !box) return;
    const top = line.offsetTop - box.clientHeight / 2;
    if (Math.abs(box.scrollTop - top) > box.clientHeight / 3) box.scrollTop = top;
  }

  #body(): TemplateResult {
    const { found, trouble, what } = this;
    if (trouble !== null) return html`<p class="past-words">${trouble}</p>`;
    if (found === null) return html`<p class="past-words">${this.isOff ? "The bot is away." : "Asking…"}</p>`;
    return what === "history" ? this.#history(found) : this.#lyrics(found);
  }

  #history({ tracks, items }: Found): TemplateResult {
    const past = tracks ?? items ?? [];
    if (past.length === 0) return html`<p class="past-words">${NONE.history}</p>`;
    const sleeveOf = rowSleeves(past);
    return html`<ol class="queue-list">${past.map(
      (track) =>
        html`<li class="track">${sleeveOf(track)}<div class="track-words"><p class="track-title">${titleView(track)}</p><p class="track-facts"><bdi>${track.author}</bdi></p></div><span class="track-length">${lengthWords(track)}</span>${
          this.mayPlay
            ? html`<button type="button" class="icon-button" aria-label="Add ${track.title} again" title="Add again" @click=${once(() => this.#again(track))}>${icon("add")}</button>`
            : ""
        }</li>`,
    )}</ol>`;
  }

  #lyrics({ lyrics }: Found): TemplateResult {
    const lines = lyrics?.lines ?? [];
    if (lines.length === 0) return html`<p class="past-words">${NONE.lyrics}</p>`;
    const now = lines.findLastIndex(({ atMs }) => atMs !== null && atMs <= this.positionMs);
    return html`<div class="lyrics" tabindex="0" role="group" aria-label="Lyrics">${lines.map(
      ({ text }, index) => html`<p dir="auto" ?data-now=${index === now}>${text === "" ? "♪" : text}</p>`,
    )}</div>${lyrics?.source ? html`<p class="past-words">From ${lyrics.source}</p>` : ""}`;
  }

  #again(track: Track): void {
    const command = { action: "play", query: queryOf(track) } as const;
    this.dispatchEvent(new WishEvent({ command, near: "queue", doneWords: `Added ${track.title}.` }));
  }

  readonly #onToggle = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLDetailsElement) this.isOpen = currentTarget.open;
    // What did not come is asked for again when it is opened again.
    if (!this.isOpen && this.found === null) this.#forget();
  };

  #forget(): void {
    this.found = null;
    this.trouble = null;
    this.#isAsked = false;
  }

  async #ask(): Promise<void> {
    const { place, what, uid } = this;
    if (place === null) return;
    this.#isAsked = true;
    const isStillWanted = () => this.place === place && this.uid === uid;
    try {
      const found = await askFound(place, what);
      if (isStillWanted()) this.found = found;
    } catch (error) {
      if (isStillWanted()) this.trouble = error instanceof Error ? error.message : "That could not be had.";
    }
  }
}
