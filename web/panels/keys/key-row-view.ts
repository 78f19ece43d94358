import { html, type TemplateResult } from "lit";
import type { GuildKeyView } from "#protocol/guild-keys.ts";
import { timeView } from "#web/ui/time-view.ts";
import { REVOKE_WORDS, SCOPE_WORDS, useWords } from "#web/words/key-words.ts";
import { agoWords, clockWords, LOCAL_TIME } from "#web/words/time.ts";

interface KeyRow {
  readonly key: GuildKeyView;
  /** Epoch ms. */
  readonly now: number;
  /** Whether one is asked right now if it should be revoked. */
  readonly isAsked: boolean;
  readonly isBusy: boolean;
  readonly ask: (isAsked: boolean) => void;
  readonly revoke: () => void;
}

/** One key: what it is for, what it may do, and the way to end it, which asks first. */
export const keyRowView = ({ key, now, isAsked, isBusy, ask, revoke }: KeyRow): TemplateResult => {
  const { id, label, scope, madeBy, createdAt, lastUsedAt } = key;
  const made = timeView(html, createdAt, clockWords(createdAt, now, LOCAL_TIME), LOCAL_TIME);
  return html`<li class="key" data-key=${id}><div class="key-words"><p class="key-label"><bdi>${label}</bdi></p><p class="key-facts">${SCOPE_WORDS[scope].name} · made ${made} by <bdi>${madeBy.name}</bdi> · ${useWords(lastUsedAt === null ? null : agoWords(lastUsedAt, now))}</p></div>${
    isAsked
      ? html`<div class="key-ask" role="group" aria-label="Revoke the key for ${label}?"><p>${REVOKE_WORDS}</p><button type="button" class="key-button" data-grave ?disabled=${isBusy} @click=${revoke}>Revoke it</button><button type="button" class="key-button" @click=${() => ask(false)}>Keep it</button></div>`
      : html`<button type="button" class="key-button" aria-label="Revoke the key for ${label}" @click=${() => ask(true)}>Revoke</button>`
  }</li>`;
};
