import { html, nothing, type TemplateResult } from "lit";
import type { Command, PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import type { PlayerPlace } from "#web/api/player-api.ts";
import type { OwnServer } from "#web/api/session.ts";
import { keysDrawerView } from "#web/panels/keys/drawer-view.ts";
import { serverMarkView } from "#web/ui/server-mark-view.ts";
import {
  AWAY_EMPTY_WORDS,
  AWAY_WORDS,
  EMPTY_WORDS,
  emptyHint,
  queueWords,
  rightsWords,
} from "#web/words/player-words.ts";
import { type DeckContent, deckView, effectsView } from "./deck-view.ts";
import { icon } from "./icons.ts";
import { nowView } from "./now-view.ts";
import type { Note } from "./player-element.ts";
import type { Near } from "./player-events.ts";
import type { PlayerState } from "./player-state.ts";
import { sleeveView } from "./sleeve-view.ts";
import { tabsView } from "./tabs-view.ts";

/** Everything that the panel shows. */
export interface PlayerContent {
  readonly server: OwnServer;
  readonly place: PlayerPlace;
  readonly known: PlayerState;
  readonly player: PlayerSnapshot | null;
  readonly isLive: boolean;
  /** The viewer's ID at Discord. */
  readonly userId: string | null;
  readonly note: Note | null;
  readonly positionMs: number;
  /** Percent, while it is being set. */
  readonly volume: number;
  readonly wish: (command: Command, near: Near, doneWords?: string) => void;
  readonly choose: (cluster: string) => void;
  readonly hold: (what: "seek" | "volume", value: number) => void;
}

const noteView = ({ note }: PlayerContent, near: Near): TemplateResult | typeof nothing =>
  note?.near === near
    ? html`<p class="player-note" ?data-refusal=${note.isRefusal}>${note.words}</p>`
    : nothing;

const numberOf = ({ target }: Event): number =>
  target instanceof HTMLInputElement ? target.valueAsNumber : Number.NaN;

const mainView = (content: PlayerContent, player: PlayerSnapshot, may: ReadonlySet<PlayerAction>) => {
  const { known, positionMs, volume, wish, hold } = content;
  const deck: DeckContent = {
    player,
    may,
    isVoter: known.rights.isVoter,
    isAway: known.isAway || !content.isLive,
    volume,
    wish: (command) => wish(command, "deck"),
    onVolumeInput: (event) => hold("volume", numberOf(event)),
    onVolume: (event) => wish({ action: "volume", volume: numberOf(event) }, "deck"),
  };
  const words = known.isAway ? null : rightsWords(player.can, known.rights.may, known.rights.isVoter);
  return html`<section class="now" aria-labelledby="now-title">${nowView({
    player,
    positionMs,
    isAway: known.isAway,
    maySeek: may.has("seek") && player.can.includes("seek") && !deck.isAway,
    onSeekInput: (event) => hold("seek", numberOf(event) * 1_000),
    onSeek: (event) => wish({ action: "seek", positionMs: numberOf(event) * 1_000 }, "deck"),
  })}
${known.rights.may.length === 0 ? nothing : html`<div class="steer">${deckView(deck)}${effectsView(deck)}</div>`}
${noteView(content, "deck")}
${words === null ? nothing : html`<p class="rights">${words}</p>`}</section>`;
};

const emptyView = (content: PlayerContent, mayAdd: boolean): TemplateResult => {
  const { isAway } = content.known;
  return html`<section class="now" data-empty aria-labelledby="now-title">${sleeveView(null)}<div class="now-words"><h2 class="now-title" id="now-title">${isAway ? "The bot is away" : EMPTY_WORDS.replace(".", "")}</h2><p class="now-author">${isAway ? AWAY_EMPTY_WORDS.replace("The bot is away. ", "") : emptyHint(mayAdd)}</p></div>${noteView(content, "deck")}</section>`;
};

const queueView = (
  content: PlayerContent,
  player: PlayerSnapshot,
  may: ReadonlySet<PlayerAction>,
): TemplateResult => {
  const { known, isLive, wish } = content;
  const isOff = known.isAway || !isLive;
  const has = (action: PlayerAction) => player.can.includes(action) && may.has(action) && !isOff;
  const tool = (action: "shuffle" | "clear", name: "shuffle" | "remove", words: string) =>
    has(action) && player.total > (action === "shuffle" ? 1 : 0)
      ? html`<button type="button" class="tool" data-action=${action} @click=${({ detail }: MouseEvent) => {
          if (detail < 2) wish({ action }, "queue");
        }}>${icon(name)}${words}</button>`
      : nothing;
  return html`<section class="next" aria-labelledby="next-heading"><div class="next-head"><h2 id="next-heading">Up next</h2><p class="next-sum">${queueWords(player)}</p><div class="tools">${tool("shuffle", "shuffle", "Shuffle")}${tool("clear", "remove", "Clear")}</div></div>
${noteView(content, "queue")}
<shardlight-queue .items=${player.queue} .total=${player.total} .mayMove=${has("move")} .mayRemove=${has("remove")} .own=${player.can.includes("remove") && !isOff ? content.userId : null}></shardlight-queue></section>`;
};

/** The panel: what plays, how to steer it, and what comes next. */
export const playerView = (content: PlayerContent): TemplateResult => {
  const { server, place, known, player, isLive, positionMs } = content;
  const may: ReadonlySet<PlayerAction> = new Set(known.rights.may);
  const mayAdd = may.has("play");
  const can = new Set<string>(player?.can ?? ["play", "search", "history"]);
  const isPlaying = player !== null && player.current !== null;
  return html`<header class="player-head"><p><a class="quiet-link" href="/">All shards</a></p><div class="player-name">${serverMarkView(server)}<h1><bdi>${server.name}</bdi></h1></div>${tabsView(content)}</header>
<div class="player-body" id="player-panel" role=${server.clusters.length > 1 ? "tabpanel" : nothing} aria-label=${server.clusters.length > 1 ? place.cluster : nothing}>
${known.isAway && isPlaying ? html`<p class="banner" role="status">${AWAY_WORDS}</p>` : nothing}
${known.isKnown && !isLive ? html`<p class="banner" role="status">The line to the server is cut; this is what was known. It is being tried again.</p>` : nothing}
${
  known.isKnown
    ? html`${isPlaying ? mainView(content, player, may) : emptyView(content, mayAdd)}
<div class="side">
${
  mayAdd && can.has("play")
    ? html`<section class="add" aria-label="Add a track"><shardlight-track-search .place=${place} .sources=${player?.sources ?? []} .canSearch=${can.has("search")} .isDisabled=${known.isAway || !isLive}></shardlight-track-search>${noteView(content, "add")}</section>`
    : nothing
}
${player === null ? nothing : queueView(content, player, may)}
${can.has("lyrics") && isPlaying ? html`<shardlight-track-past .what=${"lyrics"} .place=${place} .uid=${player.current?.uid ?? null} .positionMs=${positionMs}></shardlight-track-past>` : nothing}
${can.has("history") ? html`<shardlight-track-past .what=${"history"} .place=${place} .uid=${player?.current?.uid ?? null} .mayPlay=${mayAdd && !known.isAway}></shardlight-track-past>` : nothing}
${known.rights.isManager ? keysDrawerView(place.guildId) : nothing}
</div>`
    : html`<p class="player-wait" role="status">Asking the bot what plays…</p>`
}
</div>`;
};
