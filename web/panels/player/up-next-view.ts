import { html, nothing, type TemplateResult } from "lit";
import type { PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { queueWords } from "#web/words/player-words.ts";
import { type IconName, icon } from "./icons.ts";
import { noteView } from "./note-view.ts";
import { once } from "./once.ts";
import { isOff, type PlayerContent } from "./player-content.ts";
import { steersAll } from "./steers-all.ts";

/** What comes next, and what can be done with all of it. */
export const upNextView = (
  content: PlayerContent,
  player: PlayerSnapshot,
  may: ReadonlySet<PlayerAction>,
): TemplateResult => {
  const { known, note, userId, wish } = content;
  const { queue: items, total } = player;
  const has = (action: PlayerAction) => player.can.includes(action) && may.has(action);
  const tool = (action: "shuffle" | "clear", { name, words }: { name: IconName; words: string }) =>
    has(action)
      ? html`<button type="button" class="tool" data-action=${action} ?disabled=${isOff(content) || total < (action === "shuffle" ? 2 : 1)} @click=${once(() => wish({ action }, "queue"))}>${icon(name)}${words}</button>`
      : nothing;
  const isInRow = note?.isRefusal === true && items.some(({ uid }) => uid === note.uid);
  const said = isInRow ? null : note;
  return html`<section class="next" aria-labelledby="next-heading"><div class="next-head"><h2 id="next-heading">Up next</h2><p class="next-sum">${said?.near === "queue" && !said.isRefusal ? said.words : queueWords(player)}</p><div class="tools">${tool("shuffle", { name: "shuffle", words: "Shuffle" })}${tool("clear", { name: "remove", words: "Clear" })}</div></div>
${said?.isRefusal ? noteView(said, "queue") : nothing}
<shardlight-queue .items=${items} .unsure=${known.later.unsure} .total=${total} .mayMove=${has("move")} .mayRemove=${has("remove") && steersAll(may)} .own=${player.can.includes("remove") ? userId : null} .isOff=${isOff(content)} .note=${note}></shardlight-queue></section>`;
};
