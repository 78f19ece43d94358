import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { QueueItem } from "#protocol/music.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { countWords } from "#web/words/numbers.ts";
import { movedWords } from "#web/words/player-words.ts";
import { MoreEvent, WishEvent } from "./player-events.ts";
import { QueueDrag } from "./queue-drag.ts";
import { isMoveKey, type Move, moveByKey, moveTo } from "./queue-move.ts";
import { queueRowView } from "./queue-row-view.ts";
import { rowSleeves } from "./sleeve-view.ts";
import type { Note } from "./wishes.ts";

/** What is so near to what is seen is asked for. */
const NEAR = "900px";

const isOther = (now: readonly QueueItem[], before: readonly QueueItem[] | undefined): boolean =>
  before === undefined || now.length !== before.length || now.some((item, at) => item !== before[at]);

/** `<shardlight-queue>`: what comes next. Entries are moved by their grip, dragged or with the arrow keys. */
export class ShardlightQueue extends LightElement {
  @property({ attribute: false, hasChanged: isOther }) items: readonly QueueItem[] = [];
  /** Of them, those that may be others by now. */
  @property({ attribute: false }) unsure: ReadonlySet<string> = new Set();
  @property({ attribute: false }) total = 0;
  @property({ attribute: false }) mayMove = false;
  /** Whether all can be removed; `own` is whose entries can be, anyway. */
  @property({ attribute: false }) mayRemove = false;
  @property({ attribute: false }) own: string | null = null;
  /** Nothing can be done right now. */
  @property({ attribute: false }) isOff = false;
  @property({ attribute: false }) note: Note | null = null;
  readonly #drag = new QueueDrag(this, ({ uid, before }) =>
    this.#move(moveTo(this.items, this.total, uid, before)),
  );
  readonly #observer = new IntersectionObserver((entries) => this.#onSeen(entries), { rootMargin: NEAR });
  #focusAgain: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override render(): TemplateResult {
    const { items, total } = this;
    if (items.length === 0) return html``;
    const drag = this.#drag.current;
    const missing = total - items.length;
    const sleeveOf = rowSleeves(items);
    return html`<p class="visually-hidden" id="grip-help">Arrow up and down move it; Home and End bring it to the front and to the end.</p>
<ol class="queue-list" ?data-drop-end=${drag !== null && drag.before === null}>${repeat(
      items,
      ({ uid }) => uid,
      (item) => this.#row(item, sleeveOf(item)),
    )}${missing > 0 ? html`<li class="queue-more">${countWords(missing)} more…</li>` : nothing}</ol>`;
  }

  protected override updated(): void {
    this.#observer.disconnect();
    for (const unknown of this.querySelectorAll(".queue-more, [data-unsure]"))
      this.#observer.observe(unknown);
    if (this.#focusAgain === null) return;
    // An element that is put elsewhere loses the focus.
    this.querySelector<HTMLElement>(`[data-uid="${CSS.escape(this.#focusAgain)}"] .grip`)?.focus();
    this.#focusAgain = null;
  }

  #row(item: QueueItem, sleeve: TemplateResult | typeof nothing): TemplateResult {
    const { uid, requester } = item;
    const { mayMove, mayRemove, own, unsure, isOff, note } = this;
    const drag = this.#drag.current;
    return queueRowView({
      item,
      sleeve,
      mayMove,
      mayRemove: mayRemove || (requester !== null && requester.id === own),
      isOff: isOff || unsure.has(uid),
      isUnsure: unsure.has(uid),
      drag: drag?.uid === uid ? "dragged" : drag?.before === uid ? "target" : null,
      refusal: note !== null && note.uid === uid && note.isRefusal ? note.words : null,
      onGrip: (event) => this.#drag.begin(event, uid),
      onKey: (event) => this.#onKey(event, uid),
      remove: () => this.#remove(item),
    });
  }

  /** The first of what is seen and not known is asked for. */
  #onSeen(entries: readonly IntersectionObserverEntry[]): void {
    const places = entries
      .filter(({ isIntersecting }) => isIntersecting)
      .map(({ target }) => this.items.findIndex(({ uid }) => uid === target.getAttribute("data-uid")))
      .map((at) => (at === -1 ? this.items.length : at));
    if (places.length > 0) this.dispatchEvent(new MoreEvent(Math.min(...places)));
  }

  #remove({ uid, title }: QueueItem): void {
    const command = { action: "remove", uid } as const;
    this.dispatchEvent(new WishEvent({ command, near: "queue", doneWords: `Removed ${title}.` }));
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
    const command = { action: "move", uid, before } as const;
    this.dispatchEvent(new WishEvent({ command, near: "queue", doneWords: "" }));
  }
}
