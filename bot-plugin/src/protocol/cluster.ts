import { z } from "zod";
import type { ClusterTotals } from "./feed.ts";
import { shardSummarySchema } from "./shard-detail.ts";

const count = z.int();

/** Sums of one cluster, as in the feed. */
export const clusterTotalsSchema: z.ZodType<ClusterTotals> = z.object({
  states: z.object({
    unknown: count,
    unhealthy: count,
    offline: count,
    online: count,
    starting: count,
    stopping: count,
    resuming: count,
  }),
  guilds: z.object({
    reporting: count.meta({ description: "shards that report their guilds" }),
    total: count,
    down: count.meta({ description: "of them, on shards that are down" }),
    unavailable: count.meta({ description: "unavailable by Discord's own word" }),
  }),
  stopped: count.meta({ description: "offline shards whose bot said goodbye" }),
  latencyMs: z.number().nullable().meta({ description: "median gateway latency" }),
  processes: count.meta({ description: "bot processes that are heard" }),
});

/** `GET /api/v1/clusters`, in the order of the configuration. */
export const clusterListSchema = z.object({
  clusters: z.array(z.object({ name: z.string(), shardCount: z.int(), totals: clusterTotalsSchema })),
});

/** `GET /api/v1/clusters/:cluster/shards`, ascending by id. */
export const shardListSchema = z.object({ shards: z.array(shardSummarySchema) });

/** `GET /api/v1/guilds/:guildId`: the guild's shard in each cluster, whether the bot is in it or not. */
export const guildShardsSchema = z.object({
  guildId: z.string(),
  clusters: z.array(z.object({ cluster: z.string(), shard: shardSummarySchema })),
});

/** The body of every error of this API. */
export const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});
