import { html, nothing, type TemplateResult } from "lit";
import type { PlayerSnapshot } from "#protocol/music.ts";
import { HEALTH_WORDS } from "#web/words/player-words.ts";

/** Where the viewer searches, of all places where they can. */
export interface SourcesContent {
  readonly sources: PlayerSnapshot["sources"];
  readonly chosen: string | null;
  readonly isDisabled: boolean;
  readonly choose: (id: string) => void;
}

/** A chip for each place where one can search, with how well it answers. */
export const sourcesView = ({
  sources,
  chosen,
  isDisabled,
  choose,
}: SourcesContent): TemplateResult | typeof nothing => {
  if (sources.length === 0 || (sources.length === 1 && sources[0]?.health === "ok")) return nothing;
  const usual = chosen ?? sources[0]?.id;
  return html`<div class="sources" role="group" aria-label="Where to search">${sources.map(
    ({ id, name, health }) =>
      html`<button type="button" class="chip" data-health=${health} aria-pressed=${String(id === usual)} ?disabled=${isDisabled} @click=${() => choose(id)}><bdi>${name}</bdi>${health === "ok" ? nothing : html` <span class="health">${HEALTH_WORDS[health]}</span>`}</button>`,
  )}</div>`;
};
