import { z } from "zod";
import { announcedNodeSchema, NODE_STATES, nodeIdSchema, poolNameSchema, sourceNameSchema } from "./audio.ts";
import { nodeLookSchema, nodeStatsSchema } from "./lavalink.ts";

/** How long the silence of an agent is borne, unless the server's `announced` says otherwise. */
export const DEFAULT_LEASE_MS = 45_000;

/** Longest text of a failure that is sent: message, cause and the lines that name causes. */
export const MAX_FAILURE_CHARS = 1_000;

/** What came of loads and starts of one source since the last word; failures as they were told, alike ones counted. */
const outcomesSchema = z.strictObject({
  ok: z.int().min(0).max(1_000_000),
  failed: z
    .array(
      z.strictObject({
        text: z.string().max(MAX_FAILURE_CHARS),
        count: z.int().min(1).max(1_000_000),
        /** Guilds that it happened to; at most 8. */
        guilds: z.array(z.string().regex(/^\d{1,20}$/)).max(8),
      }),
    )
    .max(16),
});

/** Outcomes by source. */
export const outcomesBySourceSchema = z
  .record(sourceNameSchema, outcomesSchema)
  .refine((sources) => Object.keys(sources).length <= 32, "at most 32 sources");

/** An agent announces a node; answered with `announced` or `refused`. Said again whenever the link stands anew. */
export const announceFrameSchema = z.strictObject({ type: z.literal("announce"), node: announcedNodeSchema });

/** An agent looked at its node: renews the lease. */
export const lookFrameSchema = z.strictObject({
  type: z.literal("look"),
  id: nodeIdSchema,
  look: nodeLookSchema,
  outcomes: outcomesBySourceSchema.optional(),
});

/** An agent stops on purpose: its node is no longer handed out. */
export const withdrawFrameSchema = z.strictObject({ type: z.literal("withdraw"), id: nodeIdSchema });

/** A bot wants the nodes of these pools, and every change of them; replaces what it wanted before. */
export const subscribeFrameSchema = z.strictObject({
  type: z.literal("subscribe"),
  pools: z.array(poolNameSchema).max(16),
});

/** What a bot met on nodes that it was handed. */
export const observeFrameSchema = z.strictObject({
  type: z.literal("observe"),
  nodes: z
    .array(
      z.strictObject({
        id: nodeIdSchema,
        isConnected: z.boolean(),
        /** Players of this process on the node. */
        players: z.int().min(0).max(1_000_000),
        /** As the node told this session; with its frames. */
        stats: nodeStatsSchema.nullish(),
        outcomes: outcomesBySourceSchema.optional(),
        /** Voice connections that Discord closed with 4017 (end-to-end encryption required) since the last word. */
        tooOldCloses: z.int().min(0).max(1_000_000).optional(),
      }),
    )
    .max(200),
});

/** What an agent may say after its hello. */
export const agentFrameSchema = z.discriminatedUnion("type", [
  announceFrameSchema,
  lookFrameSchema,
  withdrawFrameSchema,
]);

/** A node as a bot is handed it. */
export const handedNodeSchema = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  region: z.string().nullable(),
  host: z.string(),
  port: z.int(),
  isSecure: z.boolean(),
  password: z.string(),
  /** `draining`: no new players, those there move. */
  state: z.enum(["active", "draining"]),
  /** 0 idle to 100 full; prefer the lowest. */
  score: z.number(),
  /** Sources that are limited or degraded on it. */
  limited: z.array(z.string()),
});

/** What the server says to agents and bots about nodes. */
export const audioServerFrames = [
  /** The announcement is kept. Look at the node at least three times per `leaseMs`, and tell. */
  z.object({
    type: z.literal("announced"),
    pool: z.string(),
    name: z.string(),
    id: z.string(),
    state: z.enum(NODE_STATES),
    leaseMs: z.int(),
  }),
  /** To the agent: its node is in another state now. */
  z.object({
    type: z.literal("node"),
    id: z.string(),
    state: z.enum(NODE_STATES),
    reason: z.string().nullable(),
  }),
  /** The nodes of a pool, best first: `isWhole` replaces what was known; else `changed` and `gone` go on from it. */
  z.object({
    type: z.literal("nodes"),
    pool: z.string(),
    isWhole: z.boolean(),
    nodes: z.array(handedNodeSchema),
    gone: z.array(z.string()),
  }),
  /** What was asked for is not given; the link stands. */
  z.object({
    type: z.literal("refused"),
    asked: z.string(),
    /** The node's name or id, or the pool. */
    about: z.string(),
    code: z.string(),
    message: z.string(),
  }),
] as const;

/** What the server says about nodes. */
export type AudioServerFrame = Readonly<z.infer<(typeof audioServerFrames)[number]>>;
export type OutcomesBySource = Readonly<z.infer<typeof outcomesBySourceSchema>>;
export type AgentFrame = Readonly<z.infer<typeof agentFrameSchema>>;
export type LookFrame = Readonly<z.infer<typeof lookFrameSchema>>;
export type SubscribeFrame = Readonly<z.infer<typeof subscribeFrameSchema>>;
export type ObserveFrame = Readonly<z.infer<typeof observeFrameSchema>>;
export type HandedNode = Readonly<z.infer<typeof handedNodeSchema>>;
