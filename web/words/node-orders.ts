import type { NodePatch } from "#protocol/audio.ts";
import type { KnownNode } from "./node-condition.ts";
import { countOf } from "./numbers.ts";

/** What staff can have become of a node. */
export type NodeOrder = NonNullable<NodePatch["action"]>;

/** What a node in its state can be told, the mildest first. */
export const ordersFor = ({ state }: Pick<KnownNode, "state">): readonly NodeOrder[] => {
  switch (state) {
    case undefined:
      return [];
    case "retired":
      return ["return"];
    case "draining":
      return ["return", "retire"];
    case "announced":
    case "probing":
    case "active":
      return ["drain", "retire"];
    default:
      return state satisfies never;
  }
};

/** What a button, its question and its answer say. */
export interface OrderWords {
  readonly button: string;
  readonly done: string;
}

/** Each order in words. */
export const ORDER_WORDS = {
  drain: { button: "Drain", done: "is being emptied" },
  retire: { button: "Retire", done: "is out of use" },
  return: { button: "Return to use", done: "is in use again once it answers" },
} satisfies Record<NodeOrder, OrderWords>;

/** What will happen, for who is asked whether they are sure. */
export const orderConsequence = (order: NodeOrder, players: KnownNode["players"]): string => {
  const those = listenersWords(players ?? null);
  switch (order) {
    case "drain":
      return `It gets no new players, and those on it move to other nodes; then it is out of use. ${those}`;
    case "retire":
      return `Bots drop it at once, and its players move or fall silent. ${those}`;
    case "return":
      return "It is checked, and bots use it again once it answers.";
    default:
      return order satisfies never;
  }
};

/** A node is asked every few seconds: who came since is not known. */
const listenersWords = (players: Exclude<KnownNode["players"], undefined>): string => {
  if (players === null) return "How many listen through it is not known.";
  const { playing } = players;
  return `When last asked, ${playing === 0 ? "nobody listened through it" : `it had ${countOf(playing, "player")}`}.`;
};
