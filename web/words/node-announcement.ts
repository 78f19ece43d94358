import { byCondition, conditionOf, conditionWords, type KnownNode } from "./node-condition.ts";
import { countOf, listWords } from "./numbers.ts";

/** What changes of audio nodes come to, for a screen reader: `2 audio nodes are being emptied.`; empty where nothing did. */
export const nodesAnnouncement = (
  before: readonly KnownNode[] | null,
  after: readonly KnownNode[] | null,
): string => {
  if (before === after || after === null) return "";
  const known = new Map(before?.map((node) => [node.id, conditionOf(node)]));
  const changed = after.filter((node) => conditionOf(node) !== known.get(node.id));
  const parts = [...byCondition(changed)].map(
    ([condition, nodes]) =>
      `${countOf(nodes.length, "audio node")} ${nodes.length === 1 ? "is" : "are"} ${conditionWords(condition, nodes)}`,
  );
  return parts.length === 0 ? "" : `${listWords(parts)}.`;
};
