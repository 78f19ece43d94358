import type { ShardState } from "../protocol/state.ts";
import type { ShardPhase } from "./source.ts";

/** A heartbeat is due each interval and its answer within the next: half of it is room for jitter. */
const INTERVALS_BORNE = 1.5;

/** A shard's state and, where it is not simply well, why. */
export interface Verdict {
  readonly state: ShardState;
  readonly reason: string | null;
}

/** What is known of a shard when it is judged. */
export interface ShardFacts {
  readonly phase: ShardPhase;
  /** It had a session before. */
  readonly hasBeenUp: boolean;
  /** Time since the last proof of life: an acknowledged heartbeat, a new or a resumed session. */
  readonly unprovenMs: number;
  /** Discord's close code, where it closed for good. */
  readonly closeCode: number | null;
}

/** Codes after which no client may reconnect (https://docs.discord.com/developers/topics/opcodes-and-status-codes). */
const CLOSE_WORDS: Readonly<Record<number, string>> = {
  4004: "the bot's token is wrong",
  4010: "the shard's id or count is wrong",
  4011: "the bot is in too many servers for so few shards",
  4012: "the gateway's version is no longer served",
  4013: "an intent does not exist",
  4014: "an intent is not allowed",
};

/**
 * A shard's state as the page should show it: what its library says, as long as a heartbeat of it was
 * acknowledged lately. Libraries notice a dead connection much later.
 */
export const judge = (facts: ShardFacts, heartbeatIntervalMs: number): Verdict => {
  const { phase, hasBeenUp, unprovenMs, closeCode } = facts;
  const isProven = unprovenMs <= INTERVALS_BORNE * heartbeatIntervalMs;
  const seconds = Math.round(unprovenMs / 1_000);
  switch (phase) {
    case "closed":
      return { state: "offline", reason: closeWords(closeCode) };
    case "ready":
      return isProven
        ? { state: "online", reason: null }
        : { state: "unhealthy", reason: `no heartbeat acknowledged for ${seconds} s` };
    case "queued":
    case "waiting":
      if (!hasBeenUp) {
        const reason = phase === "queued" ? "connecting, or queued to" : "waiting for its servers";
        return { state: "starting", reason };
      }
      return isProven
        ? { state: "resuming", reason: "reconnecting" }
        : { state: "unhealthy", reason: `reconnecting, no sign of life for ${seconds} s` };
    default:
      return phase satisfies never;
  }
};

const closeWords = (code: number | null): string => {
  if (code === null) return "closed by Discord for good";
  return `${code}: ${CLOSE_WORDS[code] ?? "closed by Discord for good"}`;
};
