import type { Tag } from "#web/ui/tag.ts";
import { conditionOf, type KnownNode } from "#web/words/node-condition.ts";
import { countsOfNodes } from "#web/words/node-words.ts";
import { countOf } from "#web/words/numbers.ts";
import type { TimeZone } from "#web/words/time.ts";
import { bodyView, type NodeBody } from "./body-view.ts";
import { byPool, isCompact } from "./node-order.ts";
import { columnsOf, rowView } from "./row-view.ts";
import { swatchOf } from "./swatch.ts";

/** What the panel shows. */
export interface NodesContent<T> {
  /** In the order of their rows; not empty. */
  readonly nodes: readonly KnownNode[];
  /** What is told when a node is opened; null where it is not. */
  readonly bodyOf: (
    node: KnownNode,
  ) => Pick<NodeBody, "node" | "hour" | "history" | "trouble" | "orders"> | null;
  readonly hourOf: (node: KnownNode) => NodeBody["hour"];
  /** Makes rows such that each keeps its element wherever it goes. */
  readonly each: (
    nodes: readonly KnownNode[],
    key: (node: KnownNode) => string,
    row: (node: KnownNode) => T,
  ) => unknown;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

const countsView = <T>(html: Tag<T>, nodes: readonly KnownNode[]): T | "" => {
  const counts = countsOfNodes(nodes);
  const playing = nodes.reduce((sum, { players }) => sum + (players?.playing ?? 0), 0);
  const told = counts.map(
    ({ condition, words }) =>
      html`<span class="node-count"><span class="swatch" data-state="${swatchOf(condition)}"></span>${words}</span>`,
  );
  if (told.length === 0 && playing === 0)
    return html`<p class="node-counts">${countOf(nodes.length, "node")}</p>`;
  return html`<p class="node-counts">${told}${playing === 0 ? "" : html`<span class="node-count">${countOf(playing, "player")} playing</span>`}</p>`;
};

const listView = <T>(html: Tag<T>, nodes: readonly KnownNode[], content: NodesContent<T>): T => {
  const { now, zone } = content;
  const columns = columnsOf(content.nodes);
  const compact = isCompact(content.nodes);
  const row = (node: KnownNode): T => {
    const body = content.bodyOf(node);
    const hour = compact ? undefined : content.hourOf(node);
    return html`<li class="node" data-condition="${conditionOf(node) ?? ""}"><details data-node="${node.id}"><summary>${rowView(html, { node, columns, hour, now, zone })}</summary>${body === null ? "" : bodyView(html, { ...body, now, zone })}</details></li>`;
  };
  return html`<ul class="node-list" data-size="${compact ? "compact" : "full"}">${content.each(nodes, ({ id }) => id, row)}</ul>`;
};

/** The panel of audio nodes: how many are how, then each of them, pool by pool where there are several. */
export const nodesView = <T>(html: Tag<T>, content: NodesContent<T>): T => {
  const { nodes } = content;
  const pools = [...byPool(nodes)];
  const lists =
    pools.length === 1
      ? listView(html, nodes, content)
      : pools.map(
          ([pool, its]) =>
            html`<section class="node-pool"><div class="node-pool-head"><h3>${pool}</h3>${countsView(html, its)}</div>${listView(html, its, content)}</section>`,
        );
  return html`<section class="node-panel" aria-labelledby="nodes-heading"><div class="node-head"><h2 id="nodes-heading">Audio nodes</h2>${countsView(html, nodes)}</div>${lists}</section>`;
};
