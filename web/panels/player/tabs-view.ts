import { html, nothing, type TemplateResult } from "lit";
import type { PlayerPlace } from "#web/api/player-api.ts";
import type { OwnServer } from "#web/api/session.ts";

const onKey = (event: KeyboardEvent): void => {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const tabs = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]"));
  const at = tabs.findIndex((tab) => tab.matches(":focus"));
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
};

/** One tab for each cluster whose bot is in the server; nothing where there is one alone. */
export const tabsView = ({
  server: { clusters, away },
  place,
  choose,
}: {
  readonly server: OwnServer;
  readonly place: PlayerPlace;
  readonly choose: (cluster: string) => void;
}): TemplateResult | typeof nothing => {
  if (clusters.length < 2) return nothing;
  return html`<div class="tabs" role="tablist" aria-label="Bots" @keydown=${onKey}>${clusters.map(
    (cluster) =>
      html`<button type="button" role="tab" aria-controls="player-panel" aria-selected=${String(cluster === place.cluster)} tabindex=${cluster === place.cluster ? 0 : -1} @click=${() => choose(cluster)}>${cluster}${away.includes(cluster) ? html` <span class="quiet">away</span>` : nothing}</button>`,
  )}</div>`;
};
