import { html, raw } from "hono/html";
import type { ClusterSnapshot, FeedSnapshot } from "#protocol/feed.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import { MANY_SHARDS, WIDE_NUMBERS } from "#web/panels/shards/chunks.ts";
import { clusterHeadView } from "#web/panels/shards/cluster-head-view.ts";
import { notOnlineWords } from "#web/words/not-online.ts";

/** What hono's `html` makes. */
export type Html = ReturnType<typeof html>;

/** A cluster and the shard in it that was asked for. */
export interface ClusterAnswer {
  readonly cluster: ClusterSnapshot;
  readonly found: number | null;
}

/** What a cluster's part of the page needs of the whole. */
export interface ClusterContent {
  readonly snapshot: FeedSnapshot | null;
  readonly finder: { readonly places: ReadonlyMap<string, number> } | null;
  readonly cells: (cluster: ClusterAnswer) => string;
}

/** One cluster: heading, legend, all cells, and the words for who sees no grid. */
export const clusterSection = (
  { snapshot, finder, cells }: ClusterContent,
  cluster: ClusterSnapshot,
): Html => {
  const { name, shardCount, states, totals } = cluster;
  const lines = notOnlineWords(decodeStateRuns(states, shardCount));
  const isOnly = snapshot?.clusters.length === 1;
  const found = finder?.places.get(name) ?? null;
  const many = shardCount > MANY_SHARDS ? raw(" data-many") : "";
  const wide = shardCount > WIDE_NUMBERS ? raw(" data-wide") : "";
  return html`<shardlight-cluster class="cluster" data-cluster="${name}">
<div class="cluster-head">${clusterHeadView<Html>(html, { name, shardCount, totals, isOnly, shown: new Set() })}</div>
${lines.length === 0 ? "" : html`<noscript><ul class="not-online">${lines.map((line) => html`<li>${line}</li>`)}</ul></noscript>`}
<div class="grid-frame"><shardlight-grid data-cluster="${name}" role="listbox" aria-label="Shards of ${name}"${many}${wide}>${raw(cells({ cluster, found }))}</shardlight-grid></div>
</shardlight-cluster>`;
};
