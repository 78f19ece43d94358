import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { QueueItem } from "#protocol/music.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { lengthWords, movedWords, requesterWords } from "#web/words/player-words.ts";
import { icon } from "./icons.ts";
import { titleView } from "./now-view.ts";
import { MoreEvent, WishEvent } from "./player-events.ts";
import { QueueDrag } from "./queue-drag.ts";
import { isMoveKey, type Move, moveByKey, moveTo } from "./queue-move.ts";
import { rowSleeves } from "./sleeve-view.ts";

/** `<shardlight-queue>`: what comes next. Entries are moved by their grip, dragged or with the arrow keys. */
export class ShardlightQueue extends LightElement {
  @property({ attribute: false }) items: readonly QueueItem[] = [];
  @property({ attribute: false }) total = 0;
  @property({ attribute: false }) mayMove = false;
  /** Whether all can be removed; `own` is whose entries can be, anyway. */
  @property({ attribute: false }) mayRemove = false;
  @property({ attribute: false }) own: string | null = null;
  readonly #drag = new QueueDrag(this, ({ uid, before }) =>
    this.#move(moveTo(this.items, this.total, uid, before)),
  );
  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.dispatchEvent(new MoreEvent());
    },
    { rootMargin: "600px" },
  );
  #focusAgain: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override render(): TemplateResult {
    const { items, total } = this;
    if (items.length === 0) return html``;
    const drag = this.#drag.current;
    const isLastTarget = drag !== null && drag.before === null;
    const missing = total - items.length;
    const sleeveOf = rowSleeves(items);
    return html`<p class="visually-hidden" id="grip-help">Arrow up and down move it; Home and End bring it to the front and to the end.</p>
<ol class="queue-list" ?data-drop-end=${isLastTarget}>${repeat(
      items,
      ({ uid }) => uid,
      (item) => this.#row(item, sleeveOf(item)),
    )}${missing > 0 ? html`<li class="queue-more">${missing} more…</li>` : nothing}</ol>`;
  }

  protected override updated(): void {
    this.#observer.disconnect();
    const more = this.querySelector(".queue-more");
    if (more !== null) this.#observer.observe(more);
    if (this.#focusAgain === null) return;
    // An element that is put elsewhere loses the focus.
    this.querySelector<HTMLElement>(`[data-uid="${CSS.escape(this.#focusAgain)}"] .grip`)?.focus();
    this.#focusAgain = null;
  }

  #row(item: QueueItem, sleeve: TemplateResult | typeof nothing): TemplateResult {
    const { uid, title } = item;
    const drag = this.#drag.current;
    const requester = requesterWords(item);
    const place = drag?.uid === uid ? "dragged" : drag?.before === uid ? "target" : nothing;
    return html`<li class="track" data-uid=${uid} data-drag=${place}>
${this.mayMove ? html`<button type="button" class="grip" aria-label="Move ${title}" aria-describedby="grip-help" @pointerdown=${(event: PointerEvent) => this.#drag.begin(event, uid)} @keydown=${(event: KeyboardEvent) => this.#onKey(event, uid)}>${icon("grip")}</button>` : nothing}
${sleeve}<div class="track-words"><p class="track-title">${titleView(item)}</p><p class="track-facts"><bdi>${item.author}</bdi>${requester === "" ? nothing : html` · ${requester}`}</p></div>
<span class="track-length">${lengthWords(item)}</span>
${this.mayRemove || (item.requester !== null && item.requester.id === this.own) ? html`<button type="button" class="icon-button" data-action="remove" aria-label="Remove ${title}" title="Remove" @click=${(event: MouseEvent) => this.#remove(event, item)}>${icon("remove")}</button>` : nothing}
</li>`;
  }

  #remove({ detail }: MouseEvent, { uid, title }: QueueItem): void {
    // The second click of a double click would hit the entry that came up from below.
    if (detail > 1) return;
    this.dispatchEvent(
      new WishEvent({
        command: { action: "remove", uid },
        near: "queue",
        doneWords: `Removed ${title}.`,
      }),
    );
  }

  #onKey(event: KeyboardEvent, uid: string): void {
    if (!isMoveKey(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#focusAgain = uid;
    this.#move(moveByKey(this.items, this.total, uid, event.key));
  }

  #move(move: Move | null): void {
    if (move === null) return;
    const { uid, before, place } = move;
    const title = this.items.find((its) => its.uid === uid)?.title ?? "";
    this.dispatchEvent(new SayEvent(movedWords(title, place, this.total)));
    this.dispatchEvent(
      new WishEvent({ command: { action: "move", uid, before }, near: "queue", doneWords: "" }),
    );
  }
}
