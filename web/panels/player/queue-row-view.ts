import { html, nothing, type TemplateResult } from "lit";
import type { QueueItem } from "#protocol/music.ts";
import { lengthWords, requesterWords } from "#web/words/player-words.ts";
import { icon } from "./icons.ts";
import { once } from "./once.ts";
import { titleView } from "./title-view.ts";

/** One entry of the queue, and what can be done with it. */
export interface QueueRow {
  readonly item: QueueItem;
  readonly sleeve: TemplateResult | typeof nothing;
  readonly mayMove: boolean;
  readonly mayRemove: boolean;
  /** Whether it may be another by now. */
  readonly isUnsure: boolean;
  /** Nothing can be done with it right now. */
  readonly isOff: boolean;
  /** While an entry is dragged: whether it is this one, or is to stand before it. */
  readonly drag: "dragged" | "target" | null;
  /** Why the bot did not do with it what was wished for. */
  readonly refusal: string | null;
  readonly onGrip: (event: PointerEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly remove: () => void;
}

/** An entry: its grip, what it is and who asked for it, how long it is. */
export const queueRowView = (row: QueueRow): TemplateResult => {
  const { item, isUnsure, isOff, drag, refusal } = row;
  const { uid, title } = item;
  const requester = requesterWords(item);
  return html`<li class="track" data-uid=${uid} data-drag=${drag ?? nothing} ?data-unsure=${isUnsure}>
${row.mayMove ? html`<button type="button" class="grip" aria-label="Move ${title}" aria-describedby="grip-help" ?disabled=${isOff} @pointerdown=${row.onGrip} @keydown=${row.onKey}>${icon("grip")}</button>` : nothing}
${row.sleeve}<div class="track-words"><p class="track-title">${titleView(item)}</p><p class="track-facts"><bdi>${item.author}</bdi>${requester === "" ? nothing : html` · <bdi class="unbroken">${requester}</bdi>`}</p>${refusal === null ? nothing : html`<p class="player-note" data-refusal>${refusal}</p>`}</div>
<span class="track-length">${lengthWords(item)}</span>
${row.mayRemove ? html`<button type="button" class="icon-button" data-action="remove" aria-label="Remove ${title}" title="Remove" ?disabled=${isOff} @click=${once(row.remove)}>${icon("remove")}</button>` : nothing}
</li>`;
};
