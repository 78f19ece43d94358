import { html, type TemplateResult } from "lit";
import type { GuildKeyView } from "#protocol/guild-keys.ts";
import { SHOWN_ONCE_WORDS } from "#web/words/key-words.ts";

/** A key with its text, which nobody is told again. */
export type MadeKey = GuildKeyView & { readonly key: string };

/** Shows a new key, this once. */
export const madeKeyView = ({
  made,
  isCopied,
  copy,
  done,
}: {
  readonly made: MadeKey;
  readonly isCopied: boolean;
  readonly copy: () => void;
  readonly done: () => void;
}): TemplateResult =>
  html`<div class="made-key" role="group" aria-label="The new key"><p><b>The key for <bdi>${made.label}</bdi>.</b> ${SHOWN_ONCE_WORDS}</p><div class="made-key-line"><input readonly spellcheck="false" aria-label="The key" .value=${made.key} @focus=${({
    target,
  }: FocusEvent) => {
    if (target instanceof HTMLInputElement) target.select();
  }}><button type="button" class="main-button" @click=${copy}>${isCopied ? "Copied" : "Copy"}</button></div><p class="keys-intro">Programs send it as <code>Authorization: Bearer ${made.key.slice(0, 8)}…</code></p><button type="button" class="quiet-button" @click=${done}>I have it; hide it</button></div>`;
