import { z } from "zod";
import { arePlainShards } from "./plain-shards.ts";
import { processFactsSchema, processIdentitySchema } from "./process.ts";
import { SHARD_STATES } from "./state.ts";

/** Most shards a cluster may have. */
export const MAX_SHARDS = 65_536;

/** Longest reason that is taken. */
export const MAX_REASON_CHARS = 200;

const shardId = z
  .int()
  .min(0)
  .max(MAX_SHARDS - 1);

const MAX_LATENCY_MS = 600_000;
const MAX_COUNT = 10_000_000;

/** One shard in a report. */
export const reportedShardSchema = z.strictObject({
  id: shardId,
  state: z.enum(SHARD_STATES),
  /** Gateway latency in ms; null or left out while unknown. */
  latencyMs: z.number().min(0).max(MAX_LATENCY_MS).nullish(),
  /** Guilds on this shard. */
  guilds: z.int().min(0).max(MAX_COUNT).nullish(),
  /** Guilds that Discord says are unavailable. */
  unavailableGuilds: z.int().min(0).max(MAX_COUNT).nullish(),
  /** How often the shard lost its connection since this process started. */
  reconnects: z.int().min(0).max(MAX_COUNT).nullish(),
  /** Why the shard is in this state, in words for people. */
  reason: z.string().trim().max(MAX_REASON_CHARS).nullish(),
});

/** Random id made at the start of a process. */
export const bootSchema = z.string().regex(/^[\w.:-]{1,64}$/, "1 to 64 letters, digits, or . _ : -");

/** The cluster's whole number of shards, not this process's. */
export const shardCountSchema = z.int().min(1).max(MAX_SHARDS);

/** Ids of some shards of a cluster. */
export const shardIdsSchema = z.array(shardId).max(MAX_SHARDS);

/** Many shards, as the schema alone checks them. */
export const checkedShardsSchema = z
  .array(reportedShardSchema)
  .max(MAX_SHARDS)
  .refine((shards) => new Set(shards.map((shard) => shard.id)).size === shards.length, "each shard id once");

const { $schema: _, ...shardsInWords } = z.toJSONSchema(checkedShardsSchema, { io: "input" });

/** The same, faster where nothing is wrong. */
const shardsSchema = z
  .unknown()
  .transform((value, context): ReportedShard[] => {
    const limits = {
      maxShards: MAX_SHARDS,
      maxLatencyMs: MAX_LATENCY_MS,
      maxCount: MAX_COUNT,
      maxReasonChars: MAX_REASON_CHARS,
    };
    if (arePlainShards(value, limits)) return value;
    const checked = checkedShardsSchema.safeParse(value);
    if (checked.success) return checked.data;
    for (const issue of checked.error.issues)
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  })
  .meta(shardsInWords);

/** What a report says wherever it is sent: over the link, or in the body of a request. */
export const reportBody = {
  /** Rises by each report of this boot; what is older than what is known is ignored. */
  seq: z.int().min(0),
  /** How long the silence of these shards is to be borne; default is the server's HEALTH_TIMEOUT. */
  timeoutMs: z.int().min(5_000).max(600_000).optional(),
  shards: shardsSchema,
};

/** What one bot process says of its shards: states and heartbeats at once. */
export const reportSchema = z.strictObject({
  boot: bootSchema,
  shardCount: shardCountSchema,
  ...reportBody,
  /** How the process itself is, and what it runs. */
  process: z.strictObject({ ...processFactsSchema.shape, ...processIdentitySchema.shape }).optional(),
});

export type ReportedShard = z.infer<typeof reportedShardSchema>;
export type Report = z.infer<typeof reportSchema>;

/** What became of a report. `stale` and `duplicate` are acknowledged and change nothing. */
export type ReportOutcome = "accepted" | "stale" | "duplicate";
