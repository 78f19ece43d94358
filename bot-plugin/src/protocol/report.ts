import { z } from "zod";
import { SHARD_STATES } from "./state.ts";

/** Most shards a cluster may have. */
export const MAX_SHARDS = 65_536;

const shardId = z
  .int()
  .min(0)
  .max(MAX_SHARDS - 1);

/** One shard in a report. */
export const reportedShardSchema = z.strictObject({
  id: shardId,
  state: z.enum(SHARD_STATES),
  /** Gateway latency in ms; null or left out while unknown. */
  latencyMs: z.number().min(0).max(600_000).nullish(),
  /** Guilds on this shard. */
  guilds: z.int().min(0).max(10_000_000).nullish(),
  /** Guilds that Discord says are unavailable. */
  unavailableGuilds: z.int().min(0).max(10_000_000).nullish(),
  /** Why the shard is in this state, in words for people. */
  reason: z.string().trim().max(200).nullish(),
});

/** What one bot process says of its shards: states and heartbeats at once. */
export const reportSchema = z.strictObject({
  /** Random id made at the start of the process. */
  boot: z.string().regex(/^[\w.:-]{1,64}$/, "1 to 64 letters, digits, or . _ : -"),
  /** Rises by each report of this boot; what is older than what is known is ignored. */
  seq: z.int().min(0),
  /** The cluster's whole number of shards, not this process's. */
  shardCount: z.int().min(1).max(MAX_SHARDS),
  /** How long the silence of these shards is to be borne; default is the server's HEALTH_TIMEOUT. */
  timeoutMs: z.int().min(5_000).max(600_000).optional(),
  shards: z
    .array(reportedShardSchema)
    .max(MAX_SHARDS)
    .refine(
      (shards) => new Set(shards.map((shard) => shard.id)).size === shards.length,
      "each shard id once",
    ),
});

export type ReportedShard = z.infer<typeof reportedShardSchema>;
export type Report = z.infer<typeof reportSchema>;

/** What became of a report. `stale` and `duplicate` are acknowledged and change nothing. */
export type ReportOutcome = "accepted" | "stale" | "duplicate";
