import { html } from "hono/html";
import type { NodeView } from "#protocol/audio-view.ts";
import { isCompact, sortNodes } from "#web/panels/nodes/node-order.ts";
import { nodesView } from "#web/panels/nodes/nodes-view.ts";
import { UTC_TIME } from "#web/words/time.ts";
import type { Html } from "./cluster-section.ts";

/** The audio nodes, or nothing where there are none; what is in them can be opened without a script, unless they are many. */
export const nodesSection = (nodes: readonly NodeView[], now: number): Html | "" => {
  if (nodes.length === 0) return "";
  const bodyless = isCompact(nodes);
  return nodesView<Html>(html, {
    nodes: sortNodes(nodes),
    bodyOf: (node) => (bodyless ? null : { node, hour: undefined, history: [], trouble: null }),
    hourOf: () => null,
    each: (some, _key, row) => some.map(row),
    now,
    zone: UTC_TIME,
  });
};
