import { type GuildIdProblem, type GuildIdResult, parseGuildId, shardOfGuild } from "#protocol/guild.ts";
import type { ShardState } from "#protocol/state.ts";
import { type KnownShard, shardSentence } from "./shard-words.ts";

export const FINDER_PLACEHOLDER = "Paste your server’s ID, or a link to any message in it";

/** The same for who is signed in. */
export const OWN_FINDER_PLACEHOLDER = "Name one of your servers, or paste any server’s ID or link";

/** What is wrong with a paste, and what to do about it. */
export const PROBLEM_WORDS = {
  empty: "Paste the ID of your server first, or a link to any message in it.",
  no_digits:
    "There is no ID in that. A server’s ID is a number of 17 to 20 digits; a link to any message in the server holds it too.",
  too_short: "That number is too short for a server’s ID, which has 17 to 20 digits. Was a part left out?",
  too_long: "That number is too long for a server’s ID, which has 17 to 20 digits. Were two pasted at once?",
  impossible: "That is not a server’s ID: no server could have this number yet. Was a digit changed?",
  direct_message: "That is a link to a direct message. Those are always on shard 0, whatever the server.",
} satisfies Record<GuildIdProblem, string>;

/** How to come by an ID, in steps. */
export const HOW_TO_FIND_ID = [
  "The quick way: in your server, hold or right-click any message, choose “Copy Message Link”, and paste it here.",
  "For the ID itself: in Discord’s settings open Advanced and switch on Developer Mode; then hold or right-click your server’s icon and choose “Copy Server ID”.",
] as const;

/** Where a guild is served in one cluster. */
export interface Place {
  readonly cluster: string;
  readonly shard: number;
}

/** What a paste says: a guild and its place in each cluster, direct messages (shard 0), or a problem. */
export type Found =
  | { readonly kind: "guild"; readonly guildId: bigint; readonly places: readonly Place[] }
  | { readonly kind: "direct_message"; readonly places: readonly Place[] }
  | { readonly kind: "problem"; readonly problem: GuildIdProblem };

const resultOf = (
  result: GuildIdResult,
  clusters: readonly { readonly name: string; readonly shardCount: number }[],
): Found => {
  if (result.ok) {
    const places = clusters.map(({ name, shardCount }) => ({
      cluster: name,
      shard: shardOfGuild(result.guildId, shardCount),
    }));
    return { kind: "guild", guildId: result.guildId, places };
  }
  if (result.problem !== "direct_message") return { kind: "problem", problem: result.problem };
  return { kind: "direct_message", places: clusters.map(({ name }) => ({ cluster: name, shard: 0 })) };
};

/** Finds the shards that serve what was pasted. @param now epoch ms */
export const find = (
  pasted: string,
  clusters: readonly { readonly name: string; readonly shardCount: number }[],
  now: number,
): Found => resultOf(parseGuildId(pasted, now), clusters);

/** The answer for one cluster in two sentences: `Your server is on shard 41 of main.` `It is not answering.` */
export const answerWords = (
  kind: "guild" | "direct_message",
  place: Place,
  state: ShardState,
  known: KnownShard | null,
): readonly [where: string, how: string] => {
  const whose = kind === "guild" ? "Your server is" : "Direct messages are";
  return [`${whose} on shard ${place.shard} of ${place.cluster}.`, shardSentence(state, known)];
};
