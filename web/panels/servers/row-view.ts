import { html, nothing, type TemplateResult } from "lit";
import { fragmentOfGuild } from "#web/panels/finder/guild-fragment.ts";
import { serverMarkView } from "#web/ui/server-mark-view.ts";
import { ownShardWords } from "#web/words/server-words.ts";
import type { OwnRow } from "./own-rows.ts";

/** One of the viewer's servers: how its shards are, each leading to the finder's answer, and the way to its music. */
export const rowView = ({
  server: { id, name, iconUrl, clusters, away },
  shards,
}: OwnRow): TemplateResult => {
  const isAway = away.length === clusters.length;
  return html`<li class="own">${serverMarkView({ name, iconUrl })}<div class="own-words"><p class="own-name" title=${name}><bdi>${name}</bdi></p><ul class="own-shards">${shards.map(
    ({ cluster, state }) =>
      html`<li><a href=${fragmentOfGuild(BigInt(id))}><span class="swatch" data-state=${state}></span>${ownShardWords(cluster, state)}</a></li>`,
  )}</ul></div><a class="own-music" href="/servers/${id}" aria-label="Music of ${name}${isAway ? "; the bot is away" : ""}">Music${isAway ? html`<span class="own-away">bot away</span>` : nothing}</a></li>`;
};
