import { html, type TemplateResult } from "lit";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { connectionWords } from "#web/words/connection-words.ts";

/** `<shardlight-connection>`: whether what is shown is live, and how old it is. */
export class ShardlightConnection extends LightElement {
  readonly #feed = new FeedController(this, ({ mode }) => mode);

  constructor() {
    super();
    new SecondsController(this);
  }

  override render(): TemplateResult {
    const { store } = this.#feed;
    this.dataset["mode"] = store.isStale ? "stale" : store.mode;
    return html`<span class="connection-lamp" aria-hidden="true"></span
      ><span class="connection-words">${connectionWords(store.mode, store.state === null ? null : store.silentMs)}</span>`;
  }
}
