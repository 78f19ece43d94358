import type { ReactiveController, ReactiveControllerHost } from "lit";
import { FINDER_PLACEHOLDER, OWN_FINDER_PLACEHOLDER } from "#web/words/finder-words.ts";
import { nameIn } from "./own-rows.ts";

/** Lets the finder's one box find the viewer's servers by name, too: what is no ID and no link is a part of one. */
export class FinderNames implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** Goes to the first that is meant; false where none is, and the finder says what is wrong. */
  readonly #choose: () => boolean;
  #app: HTMLElement | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, choose: () => boolean) {
    this.#host = host;
    this.#choose = choose;
    host.addController(this);
  }

  /** What was typed of a name; empty for an ID, a link, or nothing. */
  get typed(): string {
    return nameIn(this.#box?.value ?? "");
  }

  get #box(): HTMLInputElement | null {
    return this.#app?.querySelector<HTMLInputElement>("#finder") ?? null;
  }

  /** Says in the box that it takes names. */
  offer(takesNames: boolean): void {
    const words = takesNames ? OWN_FINDER_PLACEHOLDER : FINDER_PLACEHOLDER;
    const box = this.#box;
    if (box === null || box.placeholder === words) return;
    box.placeholder = words;
    for (const label of box.labels ?? []) label.textContent = words;
  }

  focus(): void {
    this.#box?.focus();
  }

  hostConnected(): void {
    this.#app = this.#host.closest<HTMLElement>("shardlight-app");
    this.#app?.addEventListener("input", this.#onInput);
    // An answer's link puts its ID into the box.
    addEventListener("hashchange", this.#onHash);
    this.#app?.addEventListener("submit", this.#onSubmit, { capture: true });
    this.#app?.addEventListener("paste", this.#onPaste, { capture: true });
  }

  hostDisconnected(): void {
    this.offer(false);
    this.#app?.removeEventListener("input", this.#onInput);
    removeEventListener("hashchange", this.#onHash);
    this.#app?.removeEventListener("submit", this.#onSubmit, { capture: true });
    this.#app?.removeEventListener("paste", this.#onPaste, { capture: true });
  }

  readonly #onInput = ({ target }: Event): void => {
    if (target === this.#box) this.#host.requestUpdate();
  };

  readonly #onHash = (): void => this.#host.requestUpdate();

  /** The finder takes what is pasted for an ID, and would say that it is none. */
  readonly #onPaste = (event: ClipboardEvent): void => {
    const isName = nameIn(event.clipboardData?.getData("text") ?? "") !== "";
    if (event.target === this.#box && isName) event.stopPropagation();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    if (this.#box?.form !== event.target || this.typed === "" || !this.#choose()) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
