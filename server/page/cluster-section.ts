import { html, raw } from "hono/html";
import type { ClusterSnapshot, FeedSnapshot } from "#protocol/feed.ts";
import type { ProcessVisibility } from "#protocol/process.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import type { Look } from "#web/panels/look/look.ts";
import { processesView } from "#web/panels/processes/processes-view.ts";
import { clusterHeadView } from "#web/panels/shards/cluster-head-view.ts";
import { isTiny, WIDE_NUMBERS } from "#web/panels/shards/density.ts";
import { notOnlineWords } from "#web/words/not-online.ts";
import { processesWords } from "#web/words/process-words.ts";
import { gridLabel } from "#web/words/state-words.ts";
import { UTC_TIME } from "#web/words/time.ts";
import type { CellsContent } from "./cells.ts";

/** What hono's `html` makes. */
export type Html = ReturnType<typeof html>;

/** What a cluster's part of the page needs of the whole. */
export interface ClusterContent {
  readonly look: Look;
  readonly snapshot: FeedSnapshot | null;
  readonly processes: ProcessVisibility | null;
  /** Epoch ms. */
  readonly now: number;
  readonly finder: { readonly places: ReadonlyMap<string, number> } | null;
  readonly cells: (content: CellsContent) => string;
}

/** The closed entry to a cluster's processes; a script opens it. */
const processesOf = ({ processes, now }: ClusterContent, { totals }: ClusterSnapshot): Html | "" => {
  const summary = processes === "none" ? null : processesWords(totals, null);
  if (summary === null) return "";
  const closed = { isOpen: false, list: null, trouble: null, chosen: null };
  return processesView<Html>(html, { summary, ...closed, now, zone: UTC_TIME });
};

/** One cluster: heading, legend, all cells, and the words for who sees no grid. */
export const clusterSection = (content: ClusterContent, cluster: ClusterSnapshot): Html => {
  const { look, snapshot, finder, cells } = content;
  const { name, shardCount, states, totals } = cluster;
  const lines = notOnlineWords(decodeStateRuns(states, shardCount));
  const isOnly = snapshot?.clusters.length === 1;
  const found = finder?.places.get(name) ?? null;
  const isSmall = isTiny(look, shardCount);
  const tiny = isSmall ? raw(" data-tiny") : "";
  const wide = shardCount > WIDE_NUMBERS ? raw(" data-wide") : "";
  return html`<shardlight-cluster class="cluster" data-cluster="${name}">
<div class="cluster-head">${clusterHeadView<Html>(html, { name, shardCount, totals, isOnly, shown: new Set() })}</div>
${lines.length === 0 ? "" : html`<noscript><ul class="not-online">${lines.map((line) => html`<li>${line}</li>`)}</ul></noscript>`}
<div class="grid-frame"><shardlight-grid data-cluster="${name}" role="listbox" aria-label="${gridLabel(name)}"${tiny}${wide}>${raw(cells({ cluster, found, isTiny: isSmall }))}</shardlight-grid></div>
<shardlight-processes class="processes" data-cluster="${name}">${processesOf(content, cluster)}</shardlight-processes>
</shardlight-cluster>`;
};
