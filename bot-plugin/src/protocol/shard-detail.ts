import { z } from "zod";
import { SHARD_STATES } from "./state.ts";

const state = z.enum(SHARD_STATES);
const instant = z.int().meta({ description: "epoch ms" });

/** What made a shard change its state: a bot said so, silence, a heartbeat after silence, or a goodbye. */
export const transitionCauseSchema = z.enum(["report", "silence", "heartbeat", "goodbye"]);

/** One change of one shard's state. */
export const transitionEntrySchema = z.object({
  from: state,
  to: state,
  at: instant,
  cause: transitionCauseSchema,
  reason: z.string().nullable(),
});

/** A shard in a list; null where nothing is known. */
export const shardSummarySchema = z.object({
  id: z.int(),
  state,
  since: instant.nullable().meta({ description: "when it came into this state, epoch ms" }),
  lastHeard: instant.nullable().meta({ description: "since this server started, epoch ms" }),
  latencyMs: z.number().nullable().meta({ description: "gateway latency" }),
  guilds: z.int().nullable(),
  unavailableGuilds: z.int().nullable().meta({ description: "guilds that Discord says are unavailable" }),
  reconnects: z.int().nullable().meta({ description: "lost connections since its process started" }),
  reason: z.string().nullable(),
});

/** A shard looked at closely: `GET /api/v1/clusters/:cluster/shards/:id`. */
export const shardDetailSchema = shardSummarySchema.extend({
  cluster: z.string(),
  timeoutMs: z.int().meta({ description: "silence that is borne before it counts as unhealthy" }),
  transitions: z.array(transitionEntrySchema).meta({ description: "latest first" }),
});

export type TransitionCause = z.infer<typeof transitionCauseSchema>;
export type TransitionEntry = Readonly<z.infer<typeof transitionEntrySchema>>;
export type ShardSummary = Readonly<z.infer<typeof shardSummarySchema>>;
export type ShardDetail = Readonly<z.infer<typeof shardDetailSchema>>;
