import { html, nothing, type TemplateResult } from "lit";
import type { PlayerSnapshot } from "#protocol/music.ts";
import {
  lengthWords,
  PLAYER_STATE_WORDS,
  positionWords,
  requesterWords,
  spokenPosition,
  trackSource,
} from "#web/words/player-words.ts";
import { setFill } from "./fill.ts";
import { sleeveView } from "./sleeve-view.ts";
import { webLink } from "./web-link.ts";

/** A title, which leads to its page where it has one. */
export const titleView = ({ title, uri }: { readonly title: string; readonly uri: string | null }) => {
  const link = webLink(uri);
  const words = title === "" ? "Untitled" : title;
  return link === null
    ? html`<bdi>${words}</bdi>`
    : html`<a href=${link} target="_blank" rel="noreferrer noopener"><bdi>${words}</bdi></a>`;
};

/** What now playing shows. */
export interface NowContent {
  readonly player: PlayerSnapshot;
  readonly positionMs: number;
  readonly isAway: boolean;
  readonly maySeek: boolean;
  readonly onSeekInput: (event: Event) => void;
  readonly onSeek: (event: Event) => void;
}

const seekView = ({ player, positionMs, maySeek, onSeekInput, onSeek }: NowContent): TemplateResult => {
  const { current } = player;
  if (current === null) return html``;
  if (current.isStream)
    return html`<div class="seek"><p class="seek-times"><span>${positionWords(positionMs)}</span><span>live</span></p></div>`;
  const share = current.durationMs === 0 ? 0 : positionMs / current.durationMs;
  const bar = maySeek
    ? html`<input type="range" class="bar" min="0" max=${Math.ceil(current.durationMs / 1_000)} step="1" .value=${String(Math.floor(positionMs / 1_000))} aria-label="Place in the track" aria-valuetext=${spokenPosition(positionMs, current.durationMs)} ${setFill(share)} @input=${onSeekInput} @change=${onSeek}>`
    : html`<div class="bar" role="progressbar" aria-label="Place in the track" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share * 100)} aria-valuetext=${spokenPosition(positionMs, current.durationMs)} ${setFill(share)}></div>`;
  return html`<div class="seek">${bar}<p class="seek-times"><span>${positionWords(positionMs)}</span><span>${lengthWords(current)}</span></p></div>`;
};

/** The track that plays: its sleeve, its words, and how far it is. */
export const nowView = (content: NowContent): TemplateResult => {
  const { player, isAway } = content;
  const { current, channel } = player;
  const state = isAway ? "Was playing" : PLAYER_STATE_WORDS[player.state];
  const where =
    channel === null ? nothing : html` <span class="now-channel">in <bdi>${channel.name}</bdi></span>`;
  if (current === null) return html``;
  const facts = [requesterWords(current), trackSource(current.source)].filter((its) => its !== "");
  return html`${sleeveView(current)}
<div class="now-words">
<p class="now-state">${state}${where}</p>
<h2 class="now-title" id="now-title">${titleView(current)}</h2>
<p class="now-author"><bdi>${current.author}</bdi></p>
<p class="now-facts">${facts.join(" · ")}</p>
</div>
${isAway ? nothing : seekView(content)}`;
};
