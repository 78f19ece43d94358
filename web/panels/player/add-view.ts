import { html, type TemplateResult } from "lit";
import type { PlayerAction } from "#protocol/music.ts";
import { noteView } from "./note-view.ts";
import { isOff, type PlayerContent } from "./player-content.ts";
import { steersAll } from "./steers-all.ts";

/** Where tracks are added, for those who may. */
export const addView = (content: PlayerContent, may: ReadonlySet<PlayerAction>): TemplateResult => {
  const { place, player, note } = content;
  const hasOthers = player !== null && (player.current !== null || player.total > 0);
  const canSearch = player === null || player.can.includes("search");
  return html`<section class="add" aria-labelledby="add-heading"><div class="add-head"><h2 id="add-heading">Add a track</h2>${note?.isRefusal ? "" : noteView(note, "add")}</div><shardlight-track-search .place=${place} .sources=${player?.sources ?? []} .canSearch=${canSearch} .mayPlayNext=${hasOthers && steersAll(may)} .isDisabled=${isOff(content)}></shardlight-track-search>${note?.isRefusal ? noteView(note, "add") : ""}</section>`;
};
