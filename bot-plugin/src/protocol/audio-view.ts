import { z } from "zod";
import { DRAIN_ENDS, NODE_CAUSES, NODE_STATES, NODE_TROUBLES, SOURCE_HEALTHS } from "./audio.ts";
import { nodeInfoSchema, nodeStatsSchema, routePlannerSchema } from "./lavalink.ts";

const instant = z.int().meta({ description: "epoch ms" });
const sourceHealth = z.enum(SOURCE_HEALTHS);

/** A node as the public may see it: `id`, `pool`, and the fields that AUDIO_PUBLIC names. */
export const nodeViewSchema = z.object({
  id: z.string(),
  pool: z.string(),
  state: z.enum(NODE_STATES).optional(),
  /** Comes with `state`: it was in use and does not answer now. */
  isAway: z.boolean().optional(),
  label: z.string().optional(),
  region: z.string().nullable().optional(),
  load: z.number().nullable().optional().meta({ description: "of its machine, 0 to 1; null while unknown" }),
  players: z.object({ all: z.int(), playing: z.int() }).nullable().optional(),
  memory: nodeStatsSchema.shape.memory.nullable().optional(),
  frames: nodeStatsSchema.shape.frames.optional(),
  /** When its program started. */
  startedAt: instant.nullable().optional(),
  version: z.object({ kind: nodeInfoSchema.shape.kind, version: z.string() }).nullable().optional(),
  plugins: nodeInfoSchema.shape.plugins.optional(),
  sources: z.record(z.string(), sourceHealth).optional(),
  /** Since when it is in its state. */
  since: instant.optional(),
});

/** One change of a node's state. */
export const nodeEventSchema = z.object({
  at: instant,
  from: z.enum(NODE_STATES).nullable(),
  to: z.enum(NODE_STATES),
  cause: z.enum(NODE_CAUSES),
  reason: z.string().nullable(),
});

/** A node as staff see it. */
export const staffNodeSchema = nodeViewSchema.required().extend({
  name: z.string(),
  address: z.string(),
  trouble: z.enum(NODE_TROUBLES).nullable(),
  /** Why it is in its state. */
  reason: z.string().nullable(),
  note: z.string().nullable(),
  /** 0 idle to 100 full; the pool is handed out with the lowest first. */
  score: z.number(),
  /** Whose word it is that the node answers: the server's own, its agent's alone, or that of bots that are connected. */
  seenBy: z.enum(["server", "agent", "bots"]).nullable(),
  /** null: announced without an agent. */
  agent: z.object({ isHeard: z.boolean(), lastHeard: instant.nullable() }).nullable(),
  drain: z.object({ deadlineAt: instant, end: z.enum(DRAIN_ENDS) }).nullable(),
  sourceDetails: z.record(
    z.string(),
    z.object({
      health: sourceHealth,
      since: instant.nullable(),
      isOverridden: z.boolean(),
      ok: z.int().meta({ description: "loads and starts that worked, last 10 minutes" }),
      failed: z.int().meta({ description: "those that were refused for who asks, last 10 minutes" }),
      /** The last refusal, cut short. */
      sample: z.string().nullable(),
    }),
  ),
  planner: routePlannerSchema.extend({ mayBeBlind: z.boolean(), isExhausted: z.boolean() }).nullable(),
});

/** `GET /api/v1/audio/nodes`. */
export const nodeListSchema = z.discriminatedUnion("visible", [
  z.object({ visible: z.literal("public"), nodes: z.array(nodeViewSchema) }),
  z.object({ visible: z.literal("all"), nodes: z.array(staffNodeSchema) }),
]);

/** `GET /api/v1/audio/nodes/:id`: its last hour, a value a minute, and for staff its history. */
export const nodeDetailSchema = z.object({
  node: z.union([staffNodeSchema, nodeViewSchema]),
  hour: z
    .object({
      until: instant,
      load: z.array(z.number().nullable()),
      players: z.array(z.int().nullable()).optional(),
    })
    .meta({
      description: "oldest first, the last one for the minute of `until`; null where nothing was heard",
    }),
  history: z.array(nodeEventSchema).optional().meta({ description: "latest first" }),
});

export type NodeView = Readonly<z.infer<typeof nodeViewSchema>>;
export type StaffNode = Readonly<z.infer<typeof staffNodeSchema>>;
/** All that a public view may hold. */
export type NodeFacts = Readonly<Pick<StaffNode, keyof NodeView>>;
export type NodeEvent = Readonly<z.infer<typeof nodeEventSchema>>;
export type NodeList = Readonly<z.infer<typeof nodeListSchema>>;
export type NodeDetail = Readonly<z.infer<typeof nodeDetailSchema>>;
