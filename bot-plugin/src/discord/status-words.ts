import { literal, timeOfDay } from "../protocol/discord-text.ts";
import type { ShardSummary } from "../protocol/shard-detail.ts";
import type { ShardState } from "../protocol/state.ts";
import type { ShardLook, ShardPhase } from "../shards/source.ts";

/** What is known when someone asks. */
export interface StatusFacts {
  readonly cluster: string;
  /** null: asked in a direct message. */
  readonly guildId: string | null;
  readonly shardId: number;
  /** The shard as the status page has it; null where the page did not answer. */
  readonly shard: ShardSummary | null;
  /** The shard as this process has it; null where another runs it. */
  readonly look: ShardLook | null;
  /** The page with the server found; null where its address is none. */
  readonly pageUrl: string | null;
}

const STATE_SENTENCE = {
  unknown: "The status page has heard nothing from it yet.",
  unhealthy: "It is not answering.",
  offline: "It is offline.",
  online: "It is online.",
  starting: "It is starting.",
  stopping: "It is stopping.",
  resuming: "It lost its connection and is resuming it.",
} satisfies Record<ShardState, string>;

const PHASE_SENTENCE = {
  queued: "It is connecting, or waits to.",
  waiting: "It is connected, and its servers still come in.",
  ready: "It is connected.",
  closed: "Discord has closed its connection for good.",
} satisfies Record<ShardPhase, string>;

/** `offline` with this reason was stopped on purpose. */
const GOODBYE_REASON = "stopped";
const MOST_REASON_CHARS = 200;
const MOST_CLUSTER_CHARS = 64;

/** The answer to `/status`, in Discord's markdown. */
export const statusWords = (facts: StatusFacts): string => {
  const { cluster, guildId, shardId, shard, look, pageUrl } = facts;
  const whose = guildId === null ? "Direct messages are" : "This server is";
  const lines = [
    `**${whose} on shard ${shardId} of ${literal(cluster, MOST_CLUSTER_CHARS)}.** ${shard === null ? ownWords(look) : pageWords(shard)}`,
  ];
  if (shard === null) {
    lines.push("The status page gives no answer, so this is only what the bot itself knows.");
  } else if (look?.phase === "ready" && (shard.state === "unhealthy" || shard.state === "offline")) {
    lines.push("Your command came over that very shard, so it works again, or in part.");
  }
  if (pageUrl !== null) {
    lines.push(`[${guildId === null ? "The status page" : "Your server on the status page"}](<${pageUrl}>)`);
  }
  return lines.join("\n");
};

const pageWords = ({ state, since, latencyMs, reason }: ShardSummary): string => {
  const isStopped = state === "offline" && reason === GOODBYE_REASON;
  const parts = [isStopped ? "It was stopped on purpose." : STATE_SENTENCE[state]];
  if (reason !== null && !isStopped) parts.push(`The bot says: ${literal(reason, MOST_REASON_CHARS)}.`);
  if (since !== null) parts.push(`That has been so since ${timeOfDay(since)}.`);
  if (state === "online" && latencyMs !== null) parts.push(latencyWords(latencyMs));
  return parts.join(" ");
};

const ownWords = (look: ShardLook | null): string => {
  if (look === null) return "Another process of the bot runs it.";
  const parts = [PHASE_SENTENCE[look.phase]];
  if (look.phase === "ready" && look.latencyMs !== null) parts.push(latencyWords(look.latencyMs));
  return parts.join(" ");
};

const latencyWords = (latencyMs: number): string =>
  `Discord takes ${Math.round(latencyMs).toLocaleString("en")} ms to answer it.`;
