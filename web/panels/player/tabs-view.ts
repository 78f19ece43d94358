import { html, nothing, type TemplateResult } from "lit";
import { BOT_STATE_WORDS } from "#web/words/player-state-words.ts";
import type { BotState } from "./other-bots.ts";

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

const onKey = (event: KeyboardEvent): void => {
  const step = STEPS[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const tabs = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]"));
  const at = tabs.findIndex((tab) => tab.matches(":focus"));
  const next = tabs[step(at, tabs.length)];
  next?.focus();
  next?.click();
};

/** One tab for each cluster whose bot is in the server, with what it does; nothing where there is one alone. */
export const tabsView = ({
  clusters,
  chosen,
  states,
  choose,
}: {
  readonly clusters: readonly string[];
  readonly chosen: string;
  /** A bot of which nothing is known yet is not in it. */
  readonly states: ReadonlyMap<string, BotState>;
  readonly choose: (cluster: string) => void;
}): TemplateResult | typeof nothing => {
  if (clusters.length < 2) return nothing;
  return html`<div class="tabs" role="tablist" aria-label="Bots" @keydown=${onKey}>${clusters.map(
    (cluster) => {
      const state = states.get(cluster);
      return html`<button type="button" role="tab" id="tab-${cluster}" aria-controls="player-panel" aria-selected=${String(cluster === chosen)} tabindex=${cluster === chosen ? 0 : -1} @click=${() => choose(cluster)}><span class="tab-name">${cluster}</span> <span class="tab-state" data-state=${state ?? nothing}>${state === undefined ? "…" : BOT_STATE_WORDS[state]}</span></button>`;
    },
  )}</div>`;
};
