import type { ShardState } from "#protocol/state.ts";
import { countWords } from "./numbers.ts";
import { STATE_WORDS } from "./state-words.ts";

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What stands for a server or a person without a picture: `TL` for The Lighthouse. */
export const initialsOf = (name: string): string => {
  const words = name.split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u).filter((word) => word !== "");
  const first = words.slice(0, 2).map((word) => [...letters.segment(word)][0]?.segment ?? "");
  return first.join("").toUpperCase() || "#";
};

/** How the shard of a server is in one cluster: `main: online`. */
export const ownShardWords = (cluster: string, state: ShardState): string =>
  `${cluster}: ${STATE_WORDS[state].label}`;

/** What the list is called; by a link of a bot one sees one server alone. */
export const headingOf = (isByLink: boolean): string => (isByLink ? "Your server" : "Your servers");

/** What someone sees who came by a link of a bot. */
export const BY_LINK_WORDS = "The bot’s link let you in to this one server.";

/** How one's servers are, in one sentence; empty for one alone, whose row says it. @param troubled not online in some cluster */
export const sumWords = (troubled: number, all: number): string => {
  if (all < 2) return "";
  if (troubled === 0) return `The bot is online in all ${countWords(all)}.`;
  if (troubled === all) return `The bot is not online in any of these ${countWords(all)}.`;
  return `In ${countWords(troubled)} of ${countWords(all)} the bot is not online.`;
};

/** How many a name leaves: `3 of your 132 servers`. */
export const matchWords = (matches: number, all: number): string =>
  matches === 0
    ? "None of your servers is called that."
    : `${countWords(matches)} of your ${countWords(all)} servers`;

export const SHOW_ALL = (all: number): string => `Show all ${countWords(all)}`;

/** No server is left where a bot of ours is. */
export const NO_SERVERS_WORDS =
  "No bot of ours is in any server that you are in. Once one joins, the server shows here.";
/** The same of the one server that a link let someone in to. */
export const BY_LINK_GONE_WORDS = "The bot is not in it any more, or cannot say so right now.";
/** Not all bots could be asked. */
export const BOTS_AWAY_WORDS =
  "No bot can say right now in which of your servers it is. Its shards are below.";
export const SOME_AWAY_WORDS = "A bot is away right now: servers that it alone is in may be missing here.";
export const SERVERS_AWAY_WORDS = "Your servers could not be had: the server is not answering.";

/** Why Discord did not tell someone's servers anew. */
export type RenewalFault = "denied" | "refused" | "busy" | "trouble";

/** The same in a sentence. */
export const RENEWAL_WORDS = {
  denied: "Discord did not say which servers you are in now.",
  refused: "Discord would not say which servers you are in now.",
  busy: "Discord is busy and asks us to wait.",
  trouble: "Discord is not answering.",
} satisfies Record<RenewalFault, string>;
