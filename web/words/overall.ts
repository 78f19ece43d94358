import type { ClusterTotals } from "#protocol/feed.ts";
import type { ShardState } from "#protocol/state.ts";
import { countOf, countWords, listWords, shareWords } from "./numbers.ts";

/** What a cluster gives to the sentence. */
export interface Counted {
  readonly shardCount: number;
  readonly totals: ClusterTotals;
}

/** The state of everything, as coarse as a traffic light; chooses favicon and lamp. */
export type Overall = "up" | "down" | "changing" | "unknown";

/** The answer to "is it down?". */
export interface OverallWords {
  readonly overall: Overall;
  /** The fact: `3 of 360 shards are down`. */
  readonly headline: string;
  /** How much of the servers that is: `about 0.8% of servers`; null where there is nothing to weigh. */
  readonly share: string | null;
  /** What else is so, in whole sentences; may be empty. */
  readonly detail: string;
  /** A few words for a tab: `3 down`. */
  readonly short: string;
}

/** What stands there until the first snapshot has come. */
export const WAITING_WORDS: OverallWords = {
  overall: "unknown",
  headline: "Asking how the shards are…",
  share: null,
  detail: "",
  short: "asking",
};

/** What stands there when no snapshot could be had. */
export const UNREACHED_WORDS: OverallWords = {
  overall: "unknown",
  headline: "How the shards are is not known",
  share: null,
  detail: "The server that watches them is not answering. This page goes on trying.",
  short: "not known",
};

interface Sum {
  readonly shards: number;
  readonly states: Record<ShardState, number>;
  readonly stopped: number;
  readonly down: number;
  readonly changing: number;
  readonly guilds: { readonly total: number; readonly down: number; readonly unavailable: number };
  /** Every cluster that was ever heard reports its guilds. */
  readonly isGuildsKnown: boolean;
}

const sumOf = (clusters: readonly Counted[]): Sum => {
  const states = { unknown: 0, unhealthy: 0, offline: 0, online: 0, starting: 0, stopping: 0, resuming: 0 };
  const guilds = { total: 0, down: 0, unavailable: 0 };
  let shards = 0;
  let stopped = 0;
  let isGuildsKnown = true;
  for (const { shardCount, totals } of clusters) {
    shards += shardCount;
    stopped += totals.stopped;
    for (const state of Object.keys(states) as ShardState[]) states[state] += totals.states[state];
    guilds.total += totals.guilds.total;
    guilds.down += totals.guilds.down;
    guilds.unavailable += totals.guilds.unavailable;
    if (totals.guilds.reporting === 0 && totals.states.unknown < shardCount) isGuildsKnown = false;
  }
  return {
    shards,
    states,
    stopped,
    down: states.unhealthy + states.offline - stopped,
    changing: states.starting + states.stopping + states.resuming,
    guilds,
    isGuildsKnown,
  };
};

const are = (count: number): string => (count === 1 ? "is" : "are");
const were = (count: number): string => (count === 1 ? "was" : "were");

/** `All 360 shards` or `3 of 360 shards`. */
const portion = (count: number, all: number): string =>
  count === all
    ? all === 1
      ? "The only shard"
      : `All ${countWords(all)} shards`
    : `${countWords(count)} of ${countOf(all, "shard")}`;

/** Share of servers that are down: by guilds where they are counted and tell, by shards else. */
const downRatio = (sum: Sum): number =>
  sum.isGuildsKnown && sum.stopped === 0 && sum.guilds.down > 0
    ? sum.guilds.down / sum.guilds.total
    : sum.down / sum.shards;

const changingVerb = (states: Sum["states"]): string => {
  const changing = states.starting + states.stopping + states.resuming;
  if (states.starting === changing) return "starting";
  if (states.stopping === changing) return "stopping";
  if (states.resuming === changing) return "resuming";
  return "changing";
};

const servedWords = ({ guilds, isGuildsKnown, down, stopped }: Sum): string => {
  if (!isGuildsKnown || guilds.total === 0) return "";
  const served = guilds.total - guilds.down;
  const still = down + stopped > 0 ? "still " : "";
  return `${countOf(served, "server")} ${are(served)} ${still}being served.`;
};

/** What the headline left out, as one sentence. */
const restWords = (sum: Sum, said: Overall | "stopped"): string => {
  const { states } = sum;
  const parts: string[] = [];
  if (said === "down" && sum.stopped > 0)
    parts.push(`${countWords(sum.stopped)} ${were(sum.stopped)} stopped on purpose`);
  if (said !== "changing" && sum.changing > 0)
    parts.push(`${countWords(sum.changing)} ${are(sum.changing)} ${changingVerb(states)}`);
  if (said !== "unknown" && states.unknown > 0)
    parts.push(`${countWords(states.unknown)} ${states.unknown === 1 ? "has" : "have"} not reported yet`);
  if (said === "down" && parts.length === 0) return "";
  return parts.length === 0 ? "" : `${listWords(parts)}.`;
};

/** The sentence for everyone, of one cluster or of all. */
export const overallWords = (clusters: readonly Counted[]): OverallWords => {
  const sum = sumOf(clusters);
  const { shards, states, stopped, down, changing } = sum;
  const detail = (said: Overall | "stopped"): string =>
    [restWords(sum, said), servedWords(sum)].filter((part) => part !== "").join(" ");
  if (shards === states.unknown) {
    return {
      overall: "unknown",
      headline: "No bot has reported yet",
      share: null,
      detail: `${countOf(shards, "shard")} ${are(shards)} awaited.`,
      short: "nothing heard yet",
    };
  }
  if (down > 0) {
    return {
      overall: "down",
      headline: `${portion(down, shards)} ${are(down)} down`,
      share: down === shards ? null : `${shareWords(downRatio(sum))} of servers`,
      detail: detail("down"),
      short: `${countWords(down)} down`,
    };
  }
  if (stopped > 0) {
    return {
      overall: "changing",
      headline: `${portion(stopped, shards)} ${were(stopped)} stopped on purpose`,
      share: null,
      detail: detail("stopped"),
      short: `${countWords(stopped)} stopped`,
    };
  }
  if (changing > 0) {
    return {
      overall: "changing",
      headline: `${portion(changing, shards)} ${are(changing)} ${changingVerb(states)}`,
      share: null,
      detail: detail("changing"),
      short: `${countWords(changing)} ${changingVerb(states)}`,
    };
  }
  return {
    overall: states.unknown > 0 ? "unknown" : "up",
    headline: `${portion(states.online, shards)} ${are(states.online)} online`,
    share: null,
    detail: detail("up"),
    short: states.unknown > 0 ? `${countWords(states.online)} online` : "all online",
  };
};
