import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What is dragged, and before which entry it would stand; null for the end. */
export interface Drag {
  readonly uid: string;
  readonly before: string | null;
}

/** So near to an edge of the window the page scrolls along. */
const EDGE_PX = 72;
const SCROLL_PX = 14;

/** Lets entries of a list be dragged by their grip, with a mouse, a pen or a finger. Escape lets go. */
export class QueueDrag implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onDrop: (drag: Drag) => void;
  #drag: Drag | null = null;
  #row: HTMLElement | null = null;
  #pointerY = 0;
  /** Where it was taken, from the top of the page. */
  #takenY = 0;
  #frame = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, onDrop: (drag: Drag) => void) {
    this.#host = host;
    this.#onDrop = onDrop;
    host.addController(this);
  }

  get current(): Drag | null {
    return this.#drag;
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#end();
  }

  /** Begins at a grip's `pointerdown`. */
  begin(event: PointerEvent, uid: string): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    const grip = event.currentTarget;
    grip.setPointerCapture(event.pointerId);
    const life = new AbortController();
    const { signal } = life;
    const finish = (isDropped: boolean) => {
      life.abort();
      const drag = this.#drag;
      this.#end();
      if (isDropped && drag !== null) this.#onDrop(drag);
    };
    this.#pointerY = event.clientY;
    this.#takenY = event.clientY + scrollY;
    this.#row = grip.closest<HTMLElement>("[data-uid]");
    grip.addEventListener(
      "pointermove",
      ({ clientY }) => {
        this.#pointerY = clientY;
        this.#follow(uid);
        if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#scroll(uid));
      },
      { signal },
    );
    grip.addEventListener("pointerup", () => finish(true), { signal });
    grip.addEventListener("pointercancel", () => finish(false), { signal });
    addEventListener(
      "keydown",
      ({ key }) => {
        if (key === "Escape") finish(false);
      },
      { signal },
    );
  }

  #follow(uid: string): void {
    if (this.#row !== null) this.#row.style.translate = `0 ${this.#pointerY + scrollY - this.#takenY}px`;
    const rows = Array.from(this.#host.querySelectorAll<HTMLElement>("[data-uid]"));
    const below = rows.find((row) => {
      if (row === this.#row) return false;
      const { top, height } = row.getBoundingClientRect();
      return this.#pointerY < top + height / 2;
    });
    const before = below?.dataset["uid"] ?? null;
    if (this.#drag?.uid === uid && this.#drag.before === before) return;
    this.#drag = { uid, before };
    this.#host.requestUpdate();
  }

  #scroll(uid: string): void {
    this.#frame = 0;
    if (this.#drag === null) return;
    const by = this.#pointerY < EDGE_PX ? -SCROLL_PX : this.#pointerY > innerHeight - EDGE_PX ? SCROLL_PX : 0;
    if (by === 0) return;
    scrollBy(0, by);
    this.#follow(uid);
    this.#frame = requestAnimationFrame(() => this.#scroll(uid));
  }

  #end(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#drag = null;
    this.#row?.style.removeProperty("translate");
    this.#row = null;
    this.#host.requestUpdate();
  }
}
