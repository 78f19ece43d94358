import { conditionOf, type KnownNode, NODE_CONDITIONS } from "#web/words/node-condition.ts";
import { nodeName } from "#web/words/node-words.ts";

/** From so many on, rows are compact, and an hour is only drawn where it is asked for. */
const MANY_NODES = 25;

const collator = new Intl.Collator("en", { numeric: true });

const concern = (node: KnownNode): number => {
  const condition = conditionOf(node);
  return NODE_CONDITIONS.indexOf(condition ?? "active");
};

/** Nodes in the order of a reader's concern, then by name; what changes all the time, as load does, moves no row. */
export const sortNodes = <N extends KnownNode>(nodes: readonly N[]): N[] =>
  nodes.toSorted(
    (a, b) =>
      concern(a) - concern(b) || collator.compare(nodeName(a), nodeName(b)) || collator.compare(a.id, b.id),
  );

/** Nodes in the order in which they were shown, so that no row moves from under a pointer; new ones come last. */
export const keepOrder = <N extends KnownNode>(nodes: readonly N[], shown: readonly string[]): N[] => {
  const places = new Map(shown.map((id, place) => [id, place]));
  const placeOf = ({ id }: N): number => places.get(id) ?? shown.length;
  return nodes.toSorted((a, b) => placeOf(a) - placeOf(b));
};

/** Nodes by their pools, in the order of the names. */
export const byPool = <N extends KnownNode>(nodes: readonly N[]): ReadonlyMap<string, readonly N[]> => {
  const names = [...new Set(nodes.map(({ pool }) => pool))].sort(collator.compare);
  return new Map(names.map((name) => [name, nodes.filter(({ pool }) => pool === name)]));
};

/** Whether there are so many nodes that each gets little room. */
export const isCompact = (nodes: readonly KnownNode[]): boolean => nodes.length >= MANY_NODES;
