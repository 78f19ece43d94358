import { html, nothing, type TemplateResult } from "lit";
import type { Track } from "#protocol/music.ts";
import { lengthWords, trackSource } from "#web/words/player-words.ts";
import { icon } from "./icons.ts";
import { once } from "./once.ts";
import { rowSleeves } from "./sleeve-view.ts";

/** Where a found track went: to the end, or ahead of all others; it is on its way until it is said to be there. */
export type Added = "sent" | "there";

/** What was found, and what can be done with it. */
export interface FoundContent {
  readonly tracks: readonly Track[];
  readonly added: ReadonlyMap<Track, Added>;
  readonly mayPlayNext: boolean;
  readonly add: (track: Track, isNext: boolean) => void;
}

const foundRow = (
  { added, mayPlayNext, add }: FoundContent,
  track: Track,
  sleeve: TemplateResult | typeof nothing,
): TemplateResult => {
  const { title, author, source } = track;
  const its = added.get(track);
  const words = its === "there" ? "Added" : its === "sent" ? "Adding" : "Add";
  return html`<li class="found-row"><button type="button" class="found-add" data-added=${its ?? nothing} @click=${once(() => add(track, false))}><span class="visually-hidden">${words}</span> <span class="found-icon">${icon(its === "there" ? "done" : "add")}</span>${sleeve}<span class="track-words"><span class="track-title"><bdi>${title}</bdi></span><span class="track-facts"><bdi>${author}</bdi> · ${trackSource(source)}</span></span><span class="track-length">${lengthWords(track)}</span></button>${
    mayPlayNext
      ? html`<button type="button" class="icon-button found-next" aria-label="Play ${title} next" title="Play next" @click=${once(() => add(track, true))}>${icon("ahead")}</button>`
      : nothing
  }</li>`;
};

/** The tracks that were found; each is added by a press, or played next by those who may. */
export const foundView = (content: FoundContent): TemplateResult => {
  const { tracks } = content;
  const sleeveOf = rowSleeves(tracks);
  return html`<ul class="found" aria-label="What was found">${tracks.map((track) => foundRow(content, track, sleeveOf(track)))}</ul>`;
};
