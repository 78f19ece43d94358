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

/** What a grid's cells are made from. */
export interface CellsContent {
  readonly cluster: ClusterSnapshot;
  /** The shard that was asked for. */
  readonly found: number | null;
  /** Too small for text: the number is the name alone. */
  readonly isTiny: boolean;
}

const renderCells = ({ cluster: { name, shardCount, states }, found, isTiny }: CellsContent): string => {
  const cluster = escapeHtml(name);
  let cells = "";
  decodeStateRuns(states, shardCount).forEach((state, id) => {
    if (id % CHUNK_CELLS === 0)
      cells += id === 0 ? "<div role=presentation>" : "</div><div role=presentation>";
    const first = id === 0 ? " tabindex=0" : "";
    const current = id === found ? ' aria-current="true"' : "";
    const [label, text] = isTiny ? [` aria-label=${id}`, ""] : ["", id];
    cells += `<i role=option${label} data-cluster="${cluster}" data-shard=${id} data-state=${state}${first}${current}>${text}</i>`;
  });
  return `${cells}</div>`;
};

/**
 * Makes the HTML of a cluster's cells. They are most of the page and change seldom against the number of
 * readers in an outage, so the last result of each cluster is kept.
 */
export const cellRenderer = (): ((content: CellsContent) => string) => {
  const kept = new Map<string, { readonly states: string; readonly cells: string }>();
  return (content) => {
    const { cluster, found, isTiny } = content;
    if (found !== null) return renderCells(content);
    const key = `${isTiny ? "tiny" : "full"} ${cluster.name}`;
    const last = kept.get(key);
    if (last?.states === cluster.states) return last.cells;
    const cells = renderCells(content);
    kept.set(key, { states: cluster.states, cells });
    return cells;
  };
};
