import { html, nothing, type TemplateResult } from "lit";
import type { Command, PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { effectName, LOOP_WORDS, NEXT_LOOP, skipWords, voteCount } from "#web/words/player-words.ts";
import { setFill } from "./fill.ts";
import { type IconName, icon } from "./icons.ts";
import { once } from "./once.ts";

/** What the buttons need. */
export interface DeckContent {
  readonly player: PlayerSnapshot;
  readonly may: ReadonlySet<PlayerAction>;
  readonly isVoter: boolean;
  readonly hasVoted: boolean;
  /** Nothing can be done right now. */
  readonly isOff: boolean;
  /** Percent, while it is being set. */
  readonly volume: number;
  readonly wish: (command: Command) => void;
  readonly onVolumeInput: (event: Event) => void;
  readonly onVolume: (event: Event) => void;
}

interface ButtonLook {
  readonly icon: IconName;
  readonly label: string;
  readonly command: Command;
  readonly isMain?: boolean;
  readonly isMoot?: boolean;
  readonly pressed?: boolean;
  readonly badge?: string | null;
}

const usualMost = 100;
const mostBeyond = 200;

const button = (
  { player, may, isOff, wish }: DeckContent,
  its: ButtonLook,
): TemplateResult | typeof nothing => {
  const { action } = its.command;
  if (!player.can.includes(action)) return nothing;
  return html`<button type="button" class=${its.isMain ? "deck-main" : "deck-button"} data-action=${action} title=${its.label} aria-label=${its.label} aria-pressed=${its.pressed === undefined ? nothing : String(its.pressed)} ?disabled=${isOff || !may.has(action) || its.isMoot === true} @click=${once(() => wish(its.command))}>${icon(its.icon)}${its.badge ? html`<span class="badge" data-badge=${its.badge}></span>` : nothing}</button>`;
};

const playPause = (content: DeckContent, isMoot: boolean) => {
  const { state } = content.player;
  return state === "paused" || state === "idle"
    ? button(content, { icon: "play", label: "Play", command: { action: "resume" }, isMain: true, isMoot })
    : button(content, { icon: "pause", label: "Pause", command: { action: "pause" }, isMain: true, isMoot });
};

/** The one button of those who can but vote. */
const voteView = ({
  player: { votes, current },
  isVoter,
  isOff,
  hasVoted,
  wish,
}: DeckContent): TemplateResult =>
  html`<button type="button" class="vote" data-action="skip" aria-pressed=${String(hasVoted)} ?disabled=${isOff || current === null} @click=${once(
    () => {
      if (!hasVoted) wish({ action: "skip" });
    },
  )}><span class="vote-fill" aria-hidden="true" ${setFill(votes === null ? 0 : votes.have / votes.need)}></span>${icon(hasVoted ? "done" : "next")}<span>${skipWords({ isVoter: isVoter || votes !== null, hasVoted, votes })}</span></button>`;

/** Whether they may do nothing of what the buttons do but vote; the last vote that is needed is no other. */
const isButVoter = ({ may }: DeckContent): boolean =>
  may.has("skip") &&
  !(["pause", "resume", "stop", "previous", "loop"] as const).some((action) => may.has(action));

/** How loud it is, for those who may change it. */
export const volumeView = ({
  player,
  may,
  isOff,
  volume,
  onVolumeInput,
  onVolume,
}: DeckContent): TemplateResult | typeof nothing => {
  if (!player.can.includes("volume") || !may.has("volume")) return nothing;
  const most = player.volume > usualMost ? Math.max(mostBeyond, player.volume) : usualMost;
  return html`<label class="volume">${icon("volume")}<span class="visually-hidden">Volume</span><input type="range" class="bar" min="0" max=${most} step="1" .value=${String(volume)} aria-valuetext="${volume}%" ${setFill(volume / most)} ?disabled=${isOff} @input=${onVolumeInput} @change=${onVolume}><span class="volume-words" aria-hidden="true">${volume}%</span></label>`;
};

/** The buttons that steer what plays; those that the player has not are not there. */
export const deckView = (content: DeckContent): TemplateResult => {
  if (isButVoter(content)) return voteView(content);
  const { player, isVoter, hasVoted } = content;
  const { votes, loop } = player;
  const isMoot = player.current === null;
  return html`<div class="deck" role="group" aria-label="Player">
${button(content, {
  icon: "loop",
  label: LOOP_WORDS[loop],
  command: { action: "loop", mode: NEXT_LOOP[loop] },
  pressed: loop !== "off",
  badge: loop === "track" ? "1" : null,
})}
${button(content, { icon: "previous", label: "Previous", command: { action: "previous" } })}
${playPause(content, isMoot)}
${button(content, {
  icon: isVoter && hasVoted ? "done" : "next",
  label: skipWords({ isVoter, hasVoted, votes }),
  command: { action: "skip" },
  isMoot: isMoot || (isVoter && hasVoted),
  badge: votes === null ? null : voteCount(votes),
})}
${button(content, { icon: "stop", label: "Stop, and empty the queue", command: { action: "stop" }, isMoot })}
</div>`;
};

/** The effects, of which one can be on. */
export const effectsView = ({ player, may, isOff, wish }: DeckContent): TemplateResult | typeof nothing => {
  if (!player.can.includes("effect") || !may.has("effect") || player.effects.length === 0) return nothing;
  const choice = (effect: string | null, words: string) =>
    html`<button type="button" class="chip" aria-pressed=${String(player.effect === effect)} ?disabled=${isOff} @click=${once(() => wish({ action: "effect", effect }))}>${words}</button>`;
  return html`<div class="effects" role="group" aria-labelledby="effects-name"><span class="effects-name" id="effects-name">Effect</span>${choice(null, "None")}${player.effects.map((effect) => choice(effect, effectName(effect)))}</div>`;
};
