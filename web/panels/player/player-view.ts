import { html, nothing, type TemplateResult } from "lit";
import type { PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { keysDrawerView } from "#web/panels/keys/drawer-view.ts";
import { serverMarkView } from "#web/ui/server-mark-view.ts";
import { emptyWords, oldWords, rightsWords } from "#web/words/player-state-words.ts";
import { addView } from "./add-view.ts";
import { type DeckContent, deckView, effectsView, volumeView } from "./deck-view.ts";
import type { Held } from "./held-slider.ts";
import { miniView } from "./mini-view.ts";
import { noteView } from "./note-view.ts";
import { nowView } from "./now-view.ts";
import { once } from "./once.ts";
import { isOff, type PlayerContent } from "./player-content.ts";
import { sleeveView } from "./sleeve-view.ts";
import { tabsView } from "./tabs-view.ts";
import { upNextView } from "./up-next-view.ts";

const numberOf = ({ target }: Event): number =>
  target instanceof HTMLInputElement ? target.valueAsNumber : Number.NaN;

const volumeOf = (event: Event): Held => ({ what: "volume", value: numberOf(event) });
const placeOf = (event: Event): Held => ({ what: "seek", value: numberOf(event) * 1_000 });

const playingView = (
  content: PlayerContent,
  player: PlayerSnapshot,
  may: ReadonlySet<PlayerAction>,
): TemplateResult => {
  const { known, positionMs, volume, wish, hold, settle, note } = content;
  const { isVoter, hasVoted } = known.rights;
  const isVoting = known.wishes.some(({ voteOn }) => voteOn !== null);
  const deck: DeckContent = {
    player,
    may,
    isVoter,
    hasVoted: hasVoted || isVoting,
    isOff: isOff(content),
    volume,
    wish: (command) => wish(command, "deck"),
    onVolumeInput: (event) => hold(volumeOf(event)),
    onVolume: (event) => settle(volumeOf(event)),
  };
  const words = isOff(content) ? null : rightsWords(player.can, known.rights.may, isVoter);
  return html`<section class="now" aria-labelledby="now-title">${nowView({
    player,
    positionMs,
    isOld: isOff(content),
    maySeek: may.has("seek") && player.can.includes("seek") && !isOff(content),
    onSeekInput: (event) => hold(placeOf(event)),
    onSeek: (event) => settle(placeOf(event)),
  })}
${may.size === 0 ? nothing : html`<div class="steer">${deckView(deck)}<div class="deck-note">${noteView(note, "deck")}</div>${volumeView(deck)}${effectsView(deck)}</div>`}
${words === null ? nothing : html`<p class="rights">${words}</p>`}</section>`;
};

const emptyView = (
  content: PlayerContent,
  may: ReadonlySet<PlayerAction>,
  mayAdd: boolean,
): TemplateResult => {
  const { known, player, wish } = content;
  const [heading, hint] = emptyWords({ isAway: known.awaySince !== null, mayAdd });
  const mayBegin = player !== null && player.total > 0 && player.can.includes("skip") && may.has("skip");
  const begin = html`<button type="button" class="main-button" data-action="skip" ?disabled=${isOff(content)} @click=${once(() => wish({ action: "skip" }, "deck"))}>Play what waits</button>`;
  return html`<section class="now" data-empty aria-labelledby="now-title">${sleeveView(null)}<div class="now-words"><h2 class="now-title" id="now-title">${heading}</h2><p class="now-author">${hint}</p></div>${mayBegin ? begin : nothing}${noteView(content.note, "deck")}</section>`;
};

/** What is there for those who open it. */
const drawersView = (content: PlayerContent, mayAdd: boolean): TemplateResult => {
  const { place, player, positionMs, known } = content;
  const can = new Set<string>(player?.can ?? ["history"]);
  const uid = player?.current?.uid ?? null;
  const lyrics = html`<shardlight-track-past .what=${"lyrics"} .place=${place} .uid=${uid} .positionMs=${positionMs} .isOff=${isOff(content)}></shardlight-track-past>`;
  const history = html`<shardlight-track-past .what=${"history"} .place=${place} .uid=${uid} .mayPlay=${mayAdd && !isOff(content)} .isOff=${isOff(content)}></shardlight-track-past>`;
  return html`<div class="drawers">${can.has("lyrics") && uid !== null ? lyrics : nothing}${can.has("history") ? history : nothing}${known.rights.isManager ? keysDrawerView(place.guildId) : nothing}</div>`;
};

const bodyView = (content: PlayerContent): TemplateResult => {
  const { known, player } = content;
  const may: ReadonlySet<PlayerAction> = new Set(known.rights.may);
  const mayAdd = may.has("play") && (player === null || player.can.includes("play"));
  return html`${player !== null && player.current !== null ? playingView(content, player, may) : emptyView(content, may, mayAdd)}
<div class="side">${mayAdd ? addView(content, may) : nothing}${player === null ? nothing : upNextView(content, player, may)}${drawersView(content, mayAdd)}</div>${player !== null && content.isNowOut ? miniView(content, player) : nothing}`;
};

/** The panel: what plays, how to steer it, and what comes next. */
export const playerView = (content: PlayerContent): TemplateResult => {
  const { server, place, others, known, player, isLive, oldSince, now, choose } = content;
  const { clusters } = server;
  const state = known.awaySince === null ? (player?.state ?? "idle") : "away";
  const states = known.isKnown ? new Map([...others, [place.cluster, state] as const]) : others;
  const age = known.isKnown ? oldWords({ isLive, oldSince, isEmpty: player === null, now }) : null;
  return html`<header class="player-head"><p><a class="quiet-link" href="/">All shards</a></p><div class="player-name">${serverMarkView(server)}<h1><bdi>${server.name}</bdi></h1>${age === null ? nothing : html`<p class="player-age">${age}</p>`}</div>${tabsView({ clusters, chosen: place.cluster, states, choose })}</header>
<div class="player-body" id="player-panel" role=${clusters.length > 1 ? "tabpanel" : nothing} aria-labelledby=${clusters.length > 1 ? `tab-${place.cluster}` : nothing} ?data-old=${isOff(content) && known.isKnown}>${
    known.isKnown
      ? bodyView(content)
      : html`<p class="player-wait" role="status">Asking the bot what plays…</p>`
  }</div>`;
};
