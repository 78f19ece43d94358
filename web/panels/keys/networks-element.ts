import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { AllowListView } from "#protocol/guild-keys.ts";
import { askAllowList, SaidNoError, setAllowList } from "#web/api/guild-keys.ts";
import { LightElement } from "#web/ui/light-element.ts";
import {
  entriesIn,
  lockOutWords,
  NETWORKS_INTRO,
  NETWORKS_LABEL,
  NETWORKS_SWITCH,
  NETWORKS_WANTED,
  networkFaults,
} from "#web/words/key-words.ts";
import { troubleWords, unreadWords } from "./trouble-words.ts";

/** `<shardlight-networks>`: from where a server's player may be steered; everywhere, unless its managers say else. */
export class ShardlightNetworks extends LightElement {
  @state() private kept: AllowListView | null = null;
  @state() private isOn = false;
  @state() private typed = "";
  @state() private faults: readonly string[] = [];
  @state() private isLockOut = false;
  @state() private note = "";
  @state() private isBusy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#ask();
  }

  override render(): TemplateResult {
    const { kept } = this;
    return html`<section class="keys" aria-labelledby="networks-heading"><h3 id="networks-heading">Networks</h3><p class="keys-intro">${NETWORKS_INTRO}</p>${
      kept === null
        ? this.faults.length > 0
          ? html`<p class="player-note" data-refusal role="alert">${this.faults[0]}</p><button type="button" class="quiet-button" @click=${this.#ask}>Try again</button>`
          : html`<p class="quiet">One moment…</p>`
        : this.#form(kept)
    }</section>`;
  }

  #form(kept: AllowListView): TemplateResult {
    const { isOn, faults } = this;
    const isChanged = isOn !== kept.networks.length > 0 || (isOn && this.typed !== kept.networks.join("\n"));
    return html`<form class="key-wish" novalidate @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      void this.#save(false);
    }}><label class="key-scope"><input type="checkbox" .checked=${isOn} @change=${({ target }: Event) => {
      if (target instanceof HTMLInputElement) this.#switch(target.checked, kept);
    }}><span>${NETWORKS_SWITCH}</span></label>${
      isOn
        ? html`<label class="key-field"><span>${NETWORKS_LABEL}</span><textarea name="networks" rows="4" spellcheck="false" autocomplete="off" aria-invalid=${String(faults.length > 0)} aria-describedby="networks-faults" .value=${this.typed} @input=${({
            target,
          }: InputEvent) => {
            if (target instanceof HTMLTextAreaElement) this.#type(target.value);
          }}></textarea></label><p class="keys-intro">You come from <code>${kept.address}</code>. ${
            entriesIn(this.typed).includes(kept.address)
              ? nothing
              : html`<button type="button" class="quiet-button" @click=${() => this.#addOwn(kept)}>Add it</button>`
          }</p>`
        : nothing
    }<div id="networks-faults" class="key-faults" role="alert">${faults.map((fault) => html`<p class="player-note" data-refusal>${fault}</p>`)}${
      this.isLockOut
        ? html`<p class="player-note" data-refusal>${lockOutWords(kept.address)}</p><p class="key-ask"><button type="button" class="key-button" @click=${() => this.#addOwn(kept)}>Add my address</button><button type="button" class="key-button" data-grave ?disabled=${this.isBusy} @click=${() => this.#save(true)}>Keep it without me</button></p>`
        : nothing
    }</div>${
      this.isLockOut || (!isOn && !isChanged && this.note === "")
        ? nothing
        : html`<p class="key-save"><button type="submit" class="key-button" ?disabled=${this.isBusy || !isChanged}>Save the networks</button><span role="status">${this.note}</span></p>`
    }</form>`;
  }

  #switch(isOn: boolean, { networks, address }: AllowListView): void {
    this.isOn = isOn;
    this.#type(networks.length > 0 ? networks.join("\n") : address);
  }

  #type(typed: string): void {
    this.typed = typed;
    this.faults = [];
    this.isLockOut = false;
    this.note = "";
  }

  async #addOwn({ address }: AllowListView): Promise<void> {
    this.#type([...entriesIn(this.typed), address].join("\n"));
    await this.updateComplete;
    this.querySelector("textarea")?.focus();
  }

  readonly #ask = async (): Promise<void> => {
    this.faults = [];
    try {
      this.#show(await askAllowList(this.#guildId));
    } catch (error) {
      this.faults = [unreadWords(error)];
    }
  };

  async #save(isWithoutMe: boolean): Promise<void> {
    const entries = this.isOn ? entriesIn(this.typed) : [];
    this.#type(this.typed);
    if (this.isOn && entries.length === 0) {
      this.faults = [NETWORKS_WANTED];
      return;
    }
    this.isBusy = true;
    try {
      this.#show(await setAllowList(this.#guildId, entries, isWithoutMe));
      this.note = this.isOn ? "Saved: from these networks alone." : "Saved: from everywhere.";
    } catch (error) {
      const issues = error instanceof SaidNoError ? error.issues : [];
      this.isLockOut = issues.some(({ path }) => path === "networks") && entries.length <= MOST_ENTRIES;
      if (!this.isLockOut)
        this.faults = issues.length > 0 ? networkFaults(issues, entries) : [troubleWords(error)];
    }
    this.isBusy = false;
  }

  #show(list: AllowListView): void {
    this.kept = list;
    this.isOn = list.networks.length > 0;
    this.#type(list.networks.join("\n"));
  }

  get #guildId(): string {
    return this.dataset["guild"] ?? "";
  }
}

/** As the server takes. */
const MOST_ENTRIES = 64;
