import "../../styles/keys.css";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { GuildKeyView, KeyScope } from "#protocol/guild-keys.ts";
import { askKeys, makeKey, revokeKey } from "#web/api/guild-keys.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { KEYS_INTRO, LABEL_WANTED, NO_KEYS_WORDS } from "#web/words/key-words.ts";
import { keyRowView } from "./key-row-view.ts";
import { type MadeKey, madeKeyView } from "./made-key-view.ts";
import { troubleWords, unreadWords } from "./trouble-words.ts";
import { wishView } from "./wish-view.ts";

/** `<shardlight-keys>`: the keys of a server, for who manages it: made, copied once, revoked. */
export class ShardlightKeys extends LightElement {
  @state() private keys: readonly GuildKeyView[] | null = null;
  @state() private made: MadeKey | null = null;
  @state() private isCopied = false;
  /** The key that one is asked about before it is revoked. */
  @state() private asked: string | null = null;
  @state() private isBusy = false;
  @state() private trouble = "";
  readonly #feed = new FeedController(this, () => null);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  override render(): TemplateResult {
    const { keys, made, trouble } = this;
    return html`<section class="keys" aria-labelledby="keys-heading"><h3 id="keys-heading" tabindex="-1">Keys</h3><p class="keys-intro">${KEYS_INTRO} <a href="/api">What it can do</a></p>
${trouble === "" ? nothing : html`<p class="player-note" data-refusal role="alert">${trouble}</p>`}
${keys === null ? (trouble === "" ? html`<p class="quiet">One moment…</p>` : html`<button type="button" class="quiet-button" @click=${this.#read}>Try again</button>`) : this.#list(keys)}
${
  made === null
    ? keys === null
      ? nothing
      : wishView({ isBusy: this.isBusy, submit: this.#make })
    : madeKeyView({
        made,
        isCopied: this.isCopied,
        copy: this.#copy,
        done: () => {
          this.made = null;
          this.isCopied = false;
        },
      })
}</section>`;
  }

  #list(keys: readonly GuildKeyView[]): TemplateResult {
    if (keys.length === 0) return html`<p class="quiet">${NO_KEYS_WORDS}</p>`;
    const { now } = this.#feed.store;
    return html`<ul class="key-list">${keys.map((key) =>
      keyRowView({
        key,
        now,
        isAsked: this.asked === key.id,
        isBusy: this.isBusy,
        ask: (isAsked) => this.#askFirst(key.id, isAsked),
        revoke: () => this.#revoke(key),
      }),
    )}</ul>`;
  }

  get #guildId(): string {
    return this.dataset["guild"] ?? "";
  }

  readonly #make = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const label = String(data.get("label") ?? "").trim();
    const scope: KeyScope = data.get("scope") === "control" ? "control" : "read";
    if (label === "") {
      this.trouble = LABEL_WANTED;
      form.querySelector("input")?.focus();
      return;
    }
    await this.#do(async () => {
      this.made = await makeKey(this.#guildId, { label, scope });
    });
    await this.updateComplete;
    this.querySelector<HTMLElement>(".made-key button")?.focus();
  };

  async #askFirst(id: string, isAsked: boolean): Promise<void> {
    this.asked = isAsked ? id : null;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-key="${id}"] button`)?.focus();
  }

  async #revoke({ id, label }: GuildKeyView): Promise<void> {
    await this.#do(async () => {
      await revokeKey(this.#guildId, id);
      this.asked = null;
      if (this.made?.id === id) this.made = null;
      this.dispatchEvent(new SayEvent(`The key for ${label} is revoked.`));
    });
    this.querySelector<HTMLElement>("h3")?.focus();
  }

  readonly #copy = async (): Promise<void> => {
    if (this.made === null) return;
    try {
      await navigator.clipboard.writeText(this.made.key);
      this.isCopied = true;
      this.dispatchEvent(new SayEvent("The key is copied."));
    } catch {
      // On plain http there is no clipboard: the text is marked, to be copied by hand.
      this.querySelector<HTMLInputElement>(".made-key input")?.select();
    }
  };

  readonly #read = async (): Promise<void> => {
    this.trouble = "";
    try {
      this.keys = await askKeys(this.#guildId);
    } catch (error) {
      this.trouble = unreadWords(error);
    }
  };

  /** Does something, and shows the keys as they are then. */
  async #do(what: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.trouble = "";
    try {
      await what();
      await this.#read();
    } catch (error) {
      this.trouble = troubleWords(error);
    }
    this.isBusy = false;
  }
}
