import { LitElement } from "lit";

/** A Lit element without a shadow root, which takes over what the server rendered into it. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    const root = this.renderTarget();
    root.replaceChildren();
    return root;
  }

  /** Where it renders: itself, unless a part of it stays as the server made it. */
  protected renderTarget(): HTMLElement {
    return this;
  }
}
