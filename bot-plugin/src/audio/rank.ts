import type { HandedNode } from "../protocol/audio-link.ts";

/** A node, and how many players were put there since the server last told of it. */
export interface Candidate {
  readonly node: HandedNode;
  readonly placed: number;
}

/** Each player that the score cannot know yet weighs as much as one of its 100 points. */
const weightOf = ({ node, placed }: Candidate) => node.score + placed;

/** The best first: those that take new players, those whose sources all work, those with the lowest score. */
export const bestFirst = <T extends Candidate>(candidates: Iterable<T>): T[] =>
  [...candidates].sort(
    (a, b) =>
      Number(a.node.state === "draining") - Number(b.node.state === "draining") ||
      Number(a.node.limited.length > 0) - Number(b.node.limited.length > 0) ||
      weightOf(a) - weightOf(b) ||
      a.node.id.localeCompare(b.node.id),
  );
