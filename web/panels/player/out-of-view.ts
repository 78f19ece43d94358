import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Tells its host when a part of it goes out of view, and when it comes back. */
export class OutOfView implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #part: string;
  #seen: Element | null = null;
  isOut = false;
  readonly #observer = new IntersectionObserver((entries) => {
    const isOut = entries.at(-1)?.isIntersecting === false;
    if (isOut === this.isOut) return;
    this.isOut = isOut;
    this.#host.requestUpdate();
  });

  /** @param part selector of the part */
  constructor(host: ReactiveControllerHost & HTMLElement, part: string) {
    this.#host = host;
    this.#part = part;
    host.addController(this);
  }

  hostUpdated(): void {
    const part = this.#host.querySelector(this.#part);
    if (part === this.#seen) return;
    this.#observer.disconnect();
    this.#seen = part;
    if (part !== null) this.#observer.observe(part);
    else this.isOut = false;
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#seen = null;
  }
}
