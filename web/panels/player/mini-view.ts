import { html, nothing, type TemplateResult } from "lit";
import type { PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { scrollBehavior } from "#web/ui/scroll.ts";
import { setFill } from "./fill.ts";
import { icon } from "./icons.ts";
import { once } from "./once.ts";
import { isOff, type PlayerContent } from "./player-content.ts";

const toTop = (): void => scrollTo({ top: 0, behavior: scrollBehavior() });

/** What plays, and the buttons that one needs most: at the bottom of a small screen, while all else of it is out of view. */
export const miniView = (content: PlayerContent, player: PlayerSnapshot): TemplateResult | typeof nothing => {
  const { current, state } = player;
  const { known, positionMs, note, wish } = content;
  if (current === null || isOff(content)) return nothing;
  const has = (action: PlayerAction) => player.can.includes(action) && known.rights.may.includes(action);
  const isHeld = state === "paused" || state === "idle";
  const turn = isHeld ? "resume" : "pause";
  const share = current.isStream || current.durationMs === 0 ? 1 : positionMs / current.durationMs;
  const refusal = note?.isRefusal && note.near === "deck" ? note.words : null;
  return html`<section class="mini" aria-label="What plays"><span class="bar" aria-hidden="true" ${setFill(share)}></span>
${refusal === null ? nothing : html`<p class="mini-refusal">${refusal}</p>`}
<button type="button" class="mini-words" @click=${toTop}><span class="track-title"><bdi>${current.title}</bdi></span><span class="track-facts"><bdi>${current.author}</bdi></span></button>
${has(turn) ? html`<button type="button" class="icon-button" aria-label=${isHeld ? "Play" : "Pause"} @click=${once(() => wish({ action: turn }, "deck"))}>${icon(isHeld ? "play" : "pause")}</button>` : nothing}
${has("skip") && !known.rights.isVoter ? html`<button type="button" class="icon-button" aria-label="Next" @click=${once(() => wish({ action: "skip" }, "deck"))}>${icon("next")}</button>` : nothing}
</section>`;
};
