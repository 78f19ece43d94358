import type { NodeState } from "#protocol/audio.ts";
import type { NodeView, StaffNode } from "#protocol/audio-view.ts";
import { listWords } from "./numbers.ts";

/** A node with as much as the reader may know of it: the public's fields, or those of staff. */
export type KnownNode = NodeView & Partial<Omit<StaffNode, keyof NodeView>>;

/** How a node is, to a reader: its state, or what is wrong with it. The worst first, and what is over last. */
export const NODE_CONDITIONS = [
  "away",
  "troubled",
  "limited",
  "draining",
  "degraded",
  "probing",
  "announced",
  "active",
  "retired",
] as const;

export type NodeCondition = (typeof NODE_CONDITIONS)[number];

/** Each state as it stands in a row or after a count: `4 in use`. */
export const NODE_STATE_WORDS = {
  announced: "waiting",
  probing: "being checked",
  active: "in use",
  draining: "being emptied",
  retired: "out of use",
} satisfies Record<NodeState, string>;

/** What stands in place of the state of a node that was in use and is not reached. */
export const AWAY_WORDS = "not answering";

const SOURCE_NAMES: Readonly<Record<string, string>> = {
  applemusic: "Apple Music",
  bandcamp: "Bandcamp",
  deezer: "Deezer",
  http: "direct links",
  soundcloud: "SoundCloud",
  spotify: "Spotify",
  twitch: "Twitch",
  vimeo: "Vimeo",
  youtube: "YouTube",
  youtubemusic: "YouTube Music",
};

/** What people call a source: `YouTube` for `youtube`. */
export const sourceName = (source: string): string => SOURCE_NAMES[source] ?? source;

/** The sources of a node that fare so. */
export const sourcesThatAre = ({ sources }: KnownNode, health: "limited" | "degraded"): string[] =>
  Object.entries(sources ?? {}).flatMap(([source, its]) => (its === health ? [source] : []));

/** How a node is; null where the reader may not know. */
export const conditionOf = (node: KnownNode): NodeCondition | null => {
  const { state, isAway, trouble } = node;
  if (state === "retired") return "retired";
  if (isAway) return "away";
  if (trouble) return "troubled";
  if (state !== undefined && state !== "active") return state;
  if (sourcesThatAre(node, "limited").length > 0) return "limited";
  if (sourcesThatAre(node, "degraded").length > 0) return "degraded";
  return state ?? null;
};

const sourcesOf = (nodes: readonly KnownNode[], health: "limited" | "degraded"): string =>
  listWords([...new Set(nodes.flatMap((node) => sourcesThatAre(node, health)))].map(sourceName));

/** What nodes of one condition are, after their number: `being emptied`, `refused by YouTube`. */
export const conditionWords = (condition: NodeCondition, nodes: readonly KnownNode[]): string => {
  switch (condition) {
    case "away":
      return AWAY_WORDS;
    case "troubled":
      return "in trouble";
    case "limited":
      return `refused by ${sourcesOf(nodes, "limited")}`;
    case "degraded":
      return `often refused by ${sourcesOf(nodes, "degraded")}`;
    default:
      return NODE_STATE_WORDS[condition];
  }
};

/** Nodes by how they are, the worst first; those of which that is not known are left out. */
export const byCondition = (nodes: readonly KnownNode[]): ReadonlyMap<NodeCondition, KnownNode[]> => {
  const groups = new Map<NodeCondition, KnownNode[]>();
  for (const condition of NODE_CONDITIONS) {
    const its = nodes.filter((node) => conditionOf(node) === condition);
    if (its.length > 0) groups.set(condition, its);
  }
  return groups;
};
