import { html, nothing, type TemplateResult } from "lit";
import type { PlayerSnapshot } from "#protocol/music.ts";
import {
  lengthWords,
  PLAYER_STATE_BEFORE_WORDS,
  PLAYER_STATE_WORDS,
  positionWords,
  requesterWords,
  spokenPosition,
  trackSource,
} from "#web/words/player-words.ts";
import { setFill } from "./fill.ts";
import { sleeveView } from "./sleeve-view.ts";
import { titleView } from "./title-view.ts";

/** A title that is longer does not fit into two large lines. */
const LONG_CHARS = 36;

/** What now playing shows. */
export interface NowContent {
  readonly player: PlayerSnapshot;
  readonly positionMs: number;
  /** What is shown is old. */
  readonly isOld: boolean;
  readonly maySeek: boolean;
  readonly onSeekInput: (event: Event) => void;
  readonly onSeek: (event: Event) => void;
}

const seekView = ({ player, positionMs, maySeek, onSeekInput, onSeek }: NowContent): TemplateResult => {
  const { current } = player;
  if (current === null) return html``;
  const times = html`<p class="seek-times"><span>${positionWords(positionMs)}</span><span>${lengthWords(current)}</span></p>`;
  if (current.isStream || current.durationMs === 0)
    return html`<div class="seek"><div class="bar" data-endless></div>${times}</div>`;
  const { durationMs } = current;
  const spoken = spokenPosition(positionMs, durationMs);
  const fill = setFill(positionMs / durationMs);
  const bar = maySeek
    ? html`<input type="range" class="bar" min="0" max=${Math.ceil(durationMs / 1_000)} step="1" .value=${String(Math.floor(positionMs / 1_000))} aria-label="Place in the track" aria-valuetext=${spoken} ${fill} @input=${onSeekInput} @change=${onSeek}>`
    : html`<div class="bar" role="progressbar" aria-label="Place in the track" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round((positionMs / durationMs) * 100)} aria-valuetext=${spoken} ${fill}></div>`;
  return html`<div class="seek">${bar}${times}</div>`;
};

/** The track that plays: its sleeve, its words, and how far it is. */
export const nowView = (content: NowContent): TemplateResult => {
  const { player, isOld } = content;
  const { current, channel, state } = player;
  if (current === null) return html``;
  const where =
    channel === null || channel.name === ""
      ? nothing
      : html` <span class="now-channel">in <bdi>${channel.name}</bdi></span>`;
  const requester = requesterWords(current);
  return html`${sleeveView(current)}
<div class="now-words">
<p class="now-state" data-state=${isOld ? nothing : state}>${(isOld ? PLAYER_STATE_BEFORE_WORDS : PLAYER_STATE_WORDS)[state]}${where}</p>
<h2 class="now-title" id="now-title" title=${current.title} ?data-long=${current.title.length > LONG_CHARS}>${titleView(current)}</h2>
<p class="now-author"><bdi>${current.author}</bdi></p>
<p class="now-facts">${requester === "" ? nothing : html`<bdi>${requester}</bdi> · `}${trackSource(current.source)}</p>
</div>
${seekView(content)}`;
};
