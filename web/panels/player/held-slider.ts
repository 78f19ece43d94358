import type { ReactiveControllerHost } from "lit";

/** Keys that are held or pressed again within this are one wish. */
const KEYS_REST_MS = 350;

/** A slider that is moved, and where it stands. */
export interface Held {
  readonly what: "seek" | "volume";
  /** ms, or percent. */
  readonly value: number;
}

/** Holds a slider where the viewer moves it, and wishes for that once they let go of it or their keys rest. */
export class HeldSlider {
  readonly #host: ReactiveControllerHost;
  readonly #wish: (held: Held) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPointed = false;
  #isSettling = false;
  held: Held | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, wish: (held: Held) => void) {
    this.#host = host;
    this.#wish = wish;
    host.addEventListener("pointerdown", () => {
      this.#isPointed = true;
    });
    host.addEventListener("keydown", () => {
      this.#isPointed = false;
    });
    // One that is let go where it was taken does not say so.
    host.addEventListener("pointerup", () => {
      setTimeout(() => {
        if (!this.#isSettling) this.drop();
      });
    });
  }

  /** It is moved. */
  hold(held: Held): void {
    clearTimeout(this.#timer);
    this.held = held;
    this.#host.requestUpdate();
  }

  /** It stands there now. */
  settle(held: Held): void {
    this.hold(held);
    this.#isSettling = true;
    this.#timer = setTimeout(() => this.#let(held), this.#isPointed ? 0 : KEYS_REST_MS);
  }

  /** It is held no more, and nothing is wished for. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#isSettling = false;
    this.held = null;
    this.#host.requestUpdate();
  }

  #let(held: Held): void {
    this.drop();
    this.#wish(held);
  }
}
