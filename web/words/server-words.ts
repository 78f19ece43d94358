import type { ShardState } from "#protocol/state.ts";
import { STATE_WORDS } from "./state-words.ts";

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What stands for a server without a picture: `TL` for The Lighthouse. */
export const initialsOf = (name: string): string => {
  const words = name.split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u).filter((word) => word !== "");
  const first = words.slice(0, 2).map((word) => [...letters.segment(word)][0]?.segment ?? "");
  return first.join("").toUpperCase() || "#";
};

/** How the shard of a server is in one cluster: `main: online`. */
export const ownShardWords = (cluster: string, state: ShardState): string =>
  `${cluster}: ${STATE_WORDS[state].label}`;

export const SERVERS_HEADING = "Your servers";
export const NO_SERVERS_WORDS = "No bot of ours is in any of your servers, or none answers right now.";
export const SERVERS_AWAY_WORDS = "Your servers could not be had: the server is not answering.";
