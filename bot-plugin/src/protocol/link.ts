import { z } from "zod";
import {
  agentFrameSchema,
  audioServerFrames,
  observeFrameSchema,
  subscribeFrameSchema,
} from "./audio-link.ts";
import { musicServerFrames } from "./music-link.ts";
import { processFactsSchema, processIdentitySchema } from "./process.ts";
import { bootSchema, reportBody, shardCountSchema, shardIdsSchema } from "./report.ts";

/** Version of the link's frames. A server that does not speak it says which it does. */
export const LINK_PROTOCOL = 1;
/** Where the link is: a WebSocket of JSON text frames, with the secret in the `Authorization` header. */
export const LINK_PATH = "/api/v1/link";
/** Largest frame either way. */
export const MAX_LINK_FRAME_BYTES = 1_024 * 1_024;

/** The first frame of a bot process. */
export const helloSchema = z.strictObject({
  type: z.literal("hello"),
  protocol: z.int(),
  cluster: z.string().min(1).max(64),
  boot: bootSchema,
  shardCount: shardCountSchema,
  /** The shards that this process runs. */
  shardIds: shardIdsSchema,
  ...processIdentitySchema.shape,
});

/** The first frame of an audio node's agent; its nodes are announced after it. */
export const agentHelloSchema = z.strictObject({
  type: z.literal("hello"),
  role: z.literal("agent"),
  protocol: z.int(),
  boot: bootSchema,
  ...processIdentitySchema.shape,
});

/** States and heartbeats of many shards at once; answered with `ack` once kept. */
export const linkReportSchema = z.strictObject({
  type: z.literal("report"),
  ...reportBody,
  process: processFactsSchema.optional(),
});

/** The process stops on purpose: the shards that it still owns go stopping, then offline. */
export const goodbyeSchema = z.strictObject({ type: z.literal("goodbye") });

/** What a process sends after its hello. */
export const processFrameSchema = z.discriminatedUnion("type", [
  linkReportSchema,
  goodbyeSchema,
  subscribeFrameSchema,
  observeFrameSchema,
]);

/** What an agent sends after its hello. */
export const agentLinkFrameSchema = z.discriminatedUnion("type", [
  ...agentFrameSchema.options,
  goodbyeSchema,
]);

/** What a server can do beyond taking reports; `welcome` names it, and others are not asked for it. */
export const LINK_FEATURES = ["audio", "music"] as const;

/** What can be wrong with a link or with a frame. After all but `history_unavailable` the server closes. */
export const LINK_ERRORS = [
  "invalid",
  "unsupported_protocol",
  "unauthorized",
  "forbidden",
  "unknown_cluster",
  "shard_count_mismatch",
  "boot_ended",
  "replaced",
  "history_unavailable",
  "internal",
] as const;

export type LinkErrorCode = (typeof LINK_ERRORS)[number];

/** The WebSocket close code that follows an error frame (RFC 6455: 4000 to 4999 are ours). */
export const CLOSE_CODE_OF = {
  invalid: 4400,
  unsupported_protocol: 4426,
  unauthorized: 4401,
  forbidden: 4403,
  unknown_cluster: 4404,
  shard_count_mismatch: 4409,
  boot_ended: 4410,
  replaced: 4408,
  history_unavailable: 1013,
  internal: 1011,
} as const satisfies Record<LinkErrorCode, number>;

/** What the server sends. Fields that are not known are left alone, so that later servers may say more. */
export const serverFrameSchema = z.discriminatedUnion("type", [
  /** The hello was taken. `seq` is the highest known of this boot, -1 for none: go on above it. */
  z.object({
    type: z.literal("welcome"),
    protocol: z.int(),
    seq: z.int(),
    /** Left out by servers that can do nothing beyond; names that are not known are left alone. */
    features: z.array(z.string()).optional(),
  }),
  /** The report is kept, or too old to matter. */
  z.object({
    type: z.literal("ack"),
    seq: z.int(),
    outcome: z.enum(["accepted", "stale", "duplicate"]),
  }),
  /** The goodbye is kept. */
  z.object({ type: z.literal("goodbye") }),
  z.object({
    type: z.literal("error"),
    code: z.string(),
    /** What to do about it. */
    message: z.string(),
    /** The report that it is about; left out where it is about the link. */
    seq: z.int().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
  ...audioServerFrames,
  ...musicServerFrames,
]);

export type Hello = Readonly<z.infer<typeof helloSchema>>;
export type AgentHello = Readonly<z.infer<typeof agentHelloSchema>>;
export type AgentLinkFrame = Readonly<z.infer<typeof agentLinkFrameSchema>>;
export type LinkReport = Readonly<z.infer<typeof linkReportSchema>>;
export type ProcessFrame = Readonly<z.infer<typeof processFrameSchema>>;
export type ServerFrame = Readonly<z.infer<typeof serverFrameSchema>>;
