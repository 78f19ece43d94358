import type { ClusterSnapshot } from "#protocol/feed.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import { CHUNK_CELLS } from "#web/panels/shards/chunks.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for HTML, in attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? "");

const renderCells = ({ name, shardCount, states }: ClusterSnapshot, found: number | null): string => {
  const cluster = escapeHtml(name);
  let cells = "";
  decodeStateRuns(states, shardCount).forEach((state, id) => {
    if (id % CHUNK_CELLS === 0)
      cells += id === 0 ? "<div role=presentation>" : "</div><div role=presentation>";
    const first = id === 0 ? " tabindex=0" : "";
    const current = id === found ? ' aria-current="true"' : "";
    cells += `<i role=option data-cluster="${cluster}" data-shard=${id} data-state=${state}${first}${current}>${id}</i>`;
  });
  return `${cells}</div>`;
};

/**
 * Makes the HTML of a cluster's cells. They are most of the page and change seldom against the number of
 * readers in an outage, so the last result of each cluster is kept.
 */
export const cellRenderer = (): ((cluster: ClusterSnapshot, found: number | null) => string) => {
  const kept = new Map<string, { readonly states: string; readonly cells: string }>();
  return (cluster, found) => {
    if (found !== null) return renderCells(cluster, found);
    const last = kept.get(cluster.name);
    if (last?.states === cluster.states) return last.cells;
    const cells = renderCells(cluster, null);
    kept.set(cluster.name, { states: cluster.states, cells });
    return cells;
  };
};
