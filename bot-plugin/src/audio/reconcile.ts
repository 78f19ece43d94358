import type { HandedNode } from "../protocol/audio-link.ts";

/** What is to be done about one node. */
export type Step =
  | { readonly kind: "add" | "move" | "tell"; readonly node: HandedNode }
  | { readonly kind: "remove"; readonly id: string };

const whereOf = ({ host, port, isSecure, password }: HandedNode) =>
  JSON.stringify([host, port, isSecure, password]);

/** Whether one connection does for both. */
export const isSamePlace = (a: HandedNode, b: HandedNode): boolean => whereOf(a) === whereOf(b);

/**
 * What leads from the nodes that are there to those that are wanted: `add` new ones, `move` to another address or
 * password, `tell` of any other change, `remove` those that are no longer wanted.
 */
export const reconcile = (
  present: ReadonlyMap<string, HandedNode>,
  wanted: ReadonlyMap<string, HandedNode>,
): Step[] => {
  const steps: Step[] = [];
  for (const [id, node] of wanted) {
    const known = present.get(id);
    if (known === undefined) steps.push({ kind: "add", node });
    else if (!isSamePlace(known, node)) steps.push({ kind: "move", node });
    else if (JSON.stringify(known) !== JSON.stringify(node)) steps.push({ kind: "tell", node });
  }
  // New ones first: players of those that go need somewhere to go.
  for (const id of present.keys()) if (!wanted.has(id)) steps.push({ kind: "remove", id });
  return steps;
};
