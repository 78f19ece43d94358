import type { DrainEnd, NodeCause, NodeTrouble, SourceHealth } from "#protocol/audio.ts";
import {
  AWAY_WORDS,
  byCondition,
  conditionWords,
  type KnownNode,
  NODE_STATE_WORDS,
  type NodeCondition,
  sourceName,
  sourcesThatAre,
} from "./node-condition.ts";
import { countOf, countWords, listWords } from "./numbers.ts";
import { memoryWords } from "./process-words.ts";

/** A machine this loaded is called busy: sound begins to stutter well before all is used. */
const BUSY_RATIO = 0.85;
/** Nodes without a label are told apart by so many characters of their ids. */
const SHORT_ID_CHARS = 4;

const TROUBLE_WORDS = {
  silent: "its agent fell silent, and the server does not reach it",
  unreachable: "the server does not reach it",
  wrong_password: "its password is wrong: announce it with the right one",
  password_lost: "its password is not known any more: announce it again",
  not_lavalink: "what answers there is no Lavalink v4",
  too_old: "it is too old: Discord needs Lavalink 4.2.0 or later",
  misconfigured: "it cannot use its own addresses: look at its routes",
} satisfies Record<NodeTrouble, string>;

const HEALTH_WORDS = {
  unknown: "not played enough to tell",
  ok: "plays",
  degraded: "often refused",
  limited: "refused",
} satisfies Record<SourceHealth, string>;

const CAUSE_WORDS = {
  announce: "announced",
  probe: "checked",
  silence: "fell silent",
  goodbye: "said goodbye",
  limited: "refused by a source",
  deadline: "its time was over",
  empty: "empty",
  recovery: "well again",
  ops: "by hand",
} satisfies Record<NodeCause, string>;

/** What became of a node, where its history gives no reason. */
export const causeWords = (cause: NodeCause): string => CAUSE_WORDS[cause];

/** How a source fares: `refused`. */
export const healthWords = (health: SourceHealth): string => HEALTH_WORDS[health];

/** What a node is called. */
export const nodeName = ({ id, label, name }: KnownNode): string =>
  label ?? name ?? `Node ${id.slice(0, SHORT_ID_CHARS)}`;

/** The state in a row: `in use`; null where the reader may not know. */
export const stateWords = ({ state, isAway }: KnownNode): string | null => {
  if (state === undefined) return null;
  return isAway && state !== "retired" ? AWAY_WORDS : NODE_STATE_WORDS[state];
};

const refusal = (node: KnownNode, health: "limited" | "degraded", often: string): string | null => {
  const names = sourcesThatAre(node, health).map(sourceName);
  if (names.length === 0) return null;
  return `${listWords(names)}${often} ${names.length === 1 ? "refuses" : "refuse"} this node`;
};

/** What is wrong with a node, beside its state: `YouTube refuses this node`; null where nothing is known to be. */
export const noteWords = (node: KnownNode): string | null => {
  if (node.state === "retired") return null;
  if (node.trouble) return TROUBLE_WORDS[node.trouble];
  return refusal(node, "limited", "") ?? refusal(node, "degraded", " often");
};

/** What its state means for bots, in a sentence. */
export const stateSentence = ({ state, isAway }: KnownNode): string | null => {
  if (state === undefined) return null;
  if (isAway && state !== "retired")
    return "It was in use and is not answering. Bots leave it alone until it does.";
  const sentences = {
    announced: "Bots do not have it: it waits for its agent, or for an answer.",
    probing: "It is being checked; bots get it once it answers.",
    active: "Bots play music through it.",
    draining: "It gets no new players, and those on it move to other nodes.",
    retired: "Bots do not use it any more.",
  };
  return sentences[state];
};

/** One entry of the sum: how many nodes are so. */
export interface NodeCount {
  readonly condition: NodeCondition;
  readonly words: string;
}

/** How many nodes are how, the worst first: `1 being emptied`, `4 in use`. */
export const countsOfNodes = (nodes: readonly KnownNode[]): readonly NodeCount[] =>
  [...byCondition(nodes)].map(([condition, its]) => ({
    condition,
    words: `${countWords(its.length)} ${conditionWords(condition, its)}`,
  }));

/** Whether a machine has hardly any room left. */
export const isBusy = (load: number): boolean => load >= BUSY_RATIO;

/** A load (0..1): `38% load`, `91% load, busy`. */
export const loadWords = (load: number): string =>
  `${Math.round(load * 100)}% load${isBusy(load) ? ", busy" : ""}`;

/** Players in one part or two, the first the one that counts: `12 playing`, `of 15 players`. */
export const playersPair = ({ all, playing }: NonNullable<KnownNode["players"]>): string[] => {
  if (all === 0) return ["no players"];
  return [`${countWords(playing)} playing`, ...(all === playing ? [] : [`of ${countOf(all, "player")}`])];
};

/** Memory: `1.2 GB of 4.0 GB`, or only what is used. */
export const usedMemoryWords = ({ usedBytes, reservableBytes }: NonNullable<KnownNode["memory"]>): string =>
  reservableBytes > 0
    ? `${memoryWords(usedBytes)} of ${memoryWords(reservableBytes)}`
    : memoryWords(usedBytes);

/** Frames of sound, per playing player and minute: what was sent, and what was not. */
export const framesWords = ({ sent, nulled, deficit }: NonNullable<KnownNode["frames"]>): string =>
  `${countWords(Math.round(sent))} sent, ${countWords(Math.round(nulled))} empty, ${countWords(Math.round(deficit))} missing`;

/** The program: `Lavalink 4.2.2`. */
export const programWords = ({ kind, version }: NonNullable<KnownNode["version"]>): string =>
  `${kind === "nodelink" ? "NodeLink" : "Lavalink"} ${version}`;

/** Lowest and highest load of an hour: `In the last hour 12% to 64%.`; null where nothing was heard. */
export const hourWords = (loads: readonly (number | null)[]): string | null => {
  const heard = loads.filter((load) => load !== null);
  if (heard.length === 0) return null;
  const [least, most] = [Math.min(...heard), Math.max(...heard)].map((its) => `${Math.round(its * 100)}%`);
  return least === most ? `In the last hour ${least}.` : `In the last hour ${least} to ${most}.`;
};

/** What becomes of a node that is being emptied, once its time is over. */
export const drainEndWords = (end: DrainEnd): string =>
  end === "retire" ? "then out of use" : "then a person decides";

/** How a source was told to be well or not: `16 worked and 64 were refused in 10 minutes`. */
export const outcomeWords = ({ ok, failed }: { readonly ok: number; readonly failed: number }): string =>
  `${countOf(ok, "play")} worked, ${countWords(failed)} refused in 10 minutes`;
