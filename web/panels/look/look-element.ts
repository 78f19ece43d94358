import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { LightElement } from "#web/ui/light-element.ts";
import { LOOK_CHOICES, type Look, lookCookie, parseLook } from "./look.ts";
import { lookView } from "./look-view.ts";

/** Writes only what differs: to write an attribute anew has every cell's style computed anew. */
const showLook = (look: Look): void => {
  const { dataset } = document.documentElement;
  for (const [key, choice] of Object.entries(look)) if (dataset[key] !== choice) dataset[key] = choice;
};

/** A choice that a button names, or null where it names none. */
const chosen = (look: Look, button: HTMLElement): Look | null => {
  const { look: key, choice } = button.dataset;
  if (key === undefined || choice === undefined || !Object.hasOwn(LOOK_CHOICES, key)) return null;
  return parseLook(lookCookie({ ...look, [key]: choice }));
};

/** `<shardlight-look>`: theme, density, heartbeats and wall view, kept in a cookie. */
export class ShardlightLook extends LightElement {
  @state() private look: Look = parseLook(document.cookie);

  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
      const look = button === null ? null : chosen(this.look, button);
      if (look !== null) this.#choose(look);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    showLook(this.look);
    document.addEventListener("keydown", this.#leaveWall);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#leaveWall);
  }

  override render(): TemplateResult {
    return html`${lookView(html, this.look)}<button type="button" class="leave-wall" data-look="view" data-choice="page">Leave wall view</button>`;
  }

  #choose(look: Look): void {
    this.look = look;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in insecure contexts
    document.cookie = lookCookie(look);
    showLook(look);
    this.dispatchEvent(new CustomEvent("shardlight-look", { bubbles: true }));
  }

  readonly #leaveWall = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.look.view === "wall" && !event.defaultPrevented)
      this.#choose({ ...this.look, view: "page" });
  };
}
