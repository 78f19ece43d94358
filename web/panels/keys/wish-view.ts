import { html, type TemplateResult } from "lit";
import type { KeyScope } from "#protocol/guild-keys.ts";
import { SCOPE_WORDS } from "#web/words/key-words.ts";

const SCOPES = ["read", "control"] as const satisfies readonly KeyScope[];

/** Asks what a new key is for, and what it may do. */
export const wishView = ({
  isBusy,
  submit,
}: {
  readonly isBusy: boolean;
  readonly submit: (form: HTMLFormElement) => void;
}): TemplateResult =>
  html`<form class="key-wish" novalidate @submit=${(event: SubmitEvent) => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement) submit(event.currentTarget);
  }}><label class="key-field"><span>What is the new key for?</span><input name="label" maxlength="64" autocomplete="off" placeholder="Button box"></label><fieldset><legend>What may it do?</legend>${SCOPES.map(
    (scope) =>
      html`<label class="key-scope"><input type="radio" name="scope" value=${scope} ?checked=${scope === "read"}><span>${SCOPE_WORDS[scope].name}<small>${SCOPE_WORDS[scope].hint}</small></span></label>`,
  )}</fieldset><button type="submit" class="key-button" ?disabled=${isBusy}>Make a key</button></form>`;
