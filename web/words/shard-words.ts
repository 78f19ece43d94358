import type { TransitionCause } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";
import { countOf, latencyWords } from "./numbers.ts";
import { STATE_WORDS } from "./state-words.ts";
import { spanWords } from "./time.ts";

/** What is known of one shard; null where nothing is. Instants are epoch ms. */
export interface KnownShard {
  readonly state: ShardState;
  readonly since: number | null;
  readonly lastHeard: number | null;
  readonly latencyMs: number | null;
  readonly guilds: number | null;
  readonly unavailableGuilds: number | null;
  readonly reason: string | null;
}

/** The reason that a goodbye leaves behind. */
const GOODBYE_REASON = "stopped";

/** Heard since it became unhealthy: the bot itself says that it is not well. */
const isSelfReported = ({ since, lastHeard }: KnownShard): boolean =>
  since !== null && lastHeard !== null && lastHeard >= since;

/** One shard's state as a sentence: `It is not answering.` */
export const shardSentence = (state: ShardState, known: KnownShard | null): string => {
  if (state === "offline" && known?.reason === GOODBYE_REASON) return "It was stopped on purpose.";
  if (state === "unhealthy" && known !== null && isSelfReported(known)) return "It says that it is not well.";
  return STATE_WORDS[state].sentence;
};

/** It fell silent: how long the state lasts and when it was last heard say the same. */
export const isSilent = (known: KnownShard): boolean =>
  known.state === "unhealthy" && known.lastHeard !== null && !isSelfReported(known);

/** How long the state has lasted: `Silent for 2 min 10 s`; null while that is not known. */
export const lastingWords = (known: KnownShard, now: number): string | null => {
  const { state, since, lastHeard } = known;
  if (lastHeard !== null && isSilent(known)) return `Silent for ${spanWords(now - lastHeard)}`;
  if (since !== null && state === "unhealthy" && isSelfReported(known))
    return `Not well for ${spanWords(now - since)}`;
  return since === null ? null : `${STATE_WORDS[state].span} for ${spanWords(now - since)}`;
};

/** Facts about a shard that stand beside its sentence, without times: latency, servers, reason. */
export const shardFacts = (known: KnownShard): string[] => {
  const facts: string[] = [];
  if (known.state === "online" && known.latencyMs !== null) facts.push(latencyWords(known.latencyMs));
  if (known.guilds !== null && known.guilds > 0)
    facts.push(`${countOf(known.guilds, "server")} ${known.guilds === 1 ? "is on" : "share"} it`);
  if (known.unavailableGuilds)
    facts.push(`${countOf(known.unavailableGuilds, "server")} unavailable at Discord`);
  if (known.reason !== null && known.reason !== GOODBYE_REASON) facts.push(`“${known.reason}”`);
  return facts;
};

/** Why a shard changed, for a line of its history. */
export const CAUSE_WORDS = {
  report: "its bot said so",
  silence: "nothing was heard",
  heartbeat: "it was heard again",
  goodbye: "stopped on purpose",
} satisfies Record<TransitionCause, string>;
