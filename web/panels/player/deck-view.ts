import { html, nothing, type TemplateResult } from "lit";
import type { Command, PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { effectName, LOOP_WORDS, NEXT_LOOP, voteWords } from "#web/words/player-words.ts";
import { setFill } from "./fill.ts";
import { type IconName, icon } from "./icons.ts";

/** What the buttons need. */
export interface DeckContent {
  readonly player: PlayerSnapshot;
  readonly may: ReadonlySet<PlayerAction>;
  readonly isVoter: boolean;
  /** Nothing can be done right now. */
  readonly isAway: boolean;
  /** Percent, while it is being set. */
  readonly volume: number;
  readonly wish: (command: Command) => void;
  readonly onVolumeInput: (event: Event) => void;
  readonly onVolume: (event: Event) => void;
}

const usualMost = 100;
const mostBeyond = 200;

const button = (
  { player, may, isAway, wish }: DeckContent,
  action: PlayerAction,
  its: {
    readonly icon: IconName;
    readonly label: string;
    readonly command: Command;
    readonly isMain?: boolean;
    readonly isMoot?: boolean;
    readonly pressed?: boolean;
    readonly words?: unknown;
  },
): TemplateResult | typeof nothing => {
  if (!player.can.includes(action)) return nothing;
  // The second click of a double click is no second wish.
  const press = ({ detail }: MouseEvent) => {
    if (detail < 2) wish(its.command);
  };
  return html`<button type="button" class=${its.isMain ? "deck-main" : "deck-button"} data-action=${action} title=${its.label} aria-label=${its.label} aria-pressed=${its.pressed === undefined ? nothing : String(its.pressed)} ?disabled=${isAway || !may.has(action) || its.isMoot === true} @click=${press}>${icon(its.icon)}${its.words ?? nothing}</button>`;
};

const playPause = (content: DeckContent) => {
  const { state, current } = content.player;
  const isMoot = current === null;
  return state === "paused" || state === "idle"
    ? button(content, "resume", {
        icon: "play",
        label: "Play",
        command: { action: "resume" },
        isMain: true,
        isMoot,
      })
    : button(content, "pause", {
        icon: "pause",
        label: "Pause",
        command: { action: "pause" },
        isMain: true,
        isMoot,
      });
};

const volumeView = ({
  player,
  may,
  isAway,
  volume,
  onVolumeInput,
  onVolume,
}: DeckContent): TemplateResult | typeof nothing => {
  if (!player.can.includes("volume") || !may.has("volume")) return nothing;
  const most = player.volume > usualMost ? Math.max(mostBeyond, player.volume) : usualMost;
  return html`<label class="volume">${icon("volume")}<span class="visually-hidden">Volume</span><input type="range" class="bar" min="0" max=${most} step="1" .value=${String(volume)} aria-valuetext="${volume}%" ${setFill(volume / most)} ?disabled=${isAway} @input=${onVolumeInput} @change=${onVolume}><span class="volume-words" aria-hidden="true">${volume}%</span></label>`;
};

/** The buttons that steer what plays; those that the player has not are not there. */
export const deckView = (content: DeckContent): TemplateResult => {
  const { player, isVoter } = content;
  const { votes, loop } = player;
  const isMoot = player.current === null;
  const skip = isVoter ? (votes === null ? "Vote to skip" : `Vote to skip, ${voteWords(votes)}`) : "Next";
  return html`<div class="deck" role="group" aria-label="Player">
${button(content, "loop", {
  icon: "loop",
  label: LOOP_WORDS[loop],
  command: { action: "loop", mode: NEXT_LOOP[loop] },
  pressed: loop !== "off",
  words: loop === "track" ? html`<span class="loop-one" aria-hidden="true">1</span>` : nothing,
})}
${button(content, "previous", { icon: "previous", label: "Previous", command: { action: "previous" } })}
${playPause(content)}
${button(content, "skip", { icon: "next", label: skip, command: { action: "skip" }, isMoot })}
${button(content, "stop", { icon: "stop", label: "Stop", command: { action: "stop" }, isMoot })}
</div>
${votes === null || isMoot ? nothing : html`<p class="votes"><span class="bar" aria-hidden="true" ${setFill(votes.have / votes.need)}></span>${voteWords(votes)}</p>`}
${volumeView(content)}`;
};

/** The effects, of which one can be on. */
export const effectsView = ({ player, may, isAway, wish }: DeckContent): TemplateResult | typeof nothing => {
  if (!player.can.includes("effect") || !may.has("effect") || player.effects.length === 0) return nothing;
  const choice = (effect: string | null, words: string) =>
    html`<button type="button" class="chip" aria-pressed=${String(player.effect === effect)} ?disabled=${isAway} @click=${() => wish({ action: "effect", effect })}>${words}</button>`;
  return html`<div class="effects" role="group" aria-labelledby="effects-name"><span class="effects-name" id="effects-name">Effect</span>${choice(null, "None")}${player.effects.map((effect) => choice(effect, effectName(effect)))}</div>`;
};
