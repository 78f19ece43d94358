import { z } from "zod";

/** The life of an audio node, in its order. */
export const NODE_STATES = ["announced", "probing", "active", "draining", "retired"] as const;

/** How a source, such as `youtube`, fares on a node; `unknown`: too little was played to tell. */
export const SOURCE_HEALTHS = ["unknown", "ok", "degraded", "limited"] as const;

/** What is wrong with a node, the worst first. */
export const NODE_TROUBLES = [
  /** Its agent fell silent, and the server does not reach it. */
  "silent",
  "unreachable",
  "wrong_password",
  /** The server's key does not open its password, or it was forgotten when the node was retired. */
  "password_lost",
  "not_lavalink",
  /** Before Lavalink 4.2.0, or refused by Discord (voice close code 4017). */
  "too_old",
  /** It cannot bind its own addresses: a missing route, and never a rate limit. */
  "misconfigured",
] as const;

/** What made a node change its state. */
export const NODE_CAUSES = [
  "announce",
  "probe",
  "silence",
  "goodbye",
  "limited",
  "deadline",
  "empty",
  "recovery",
  "ops",
] as const;

/** What becomes of a drained node: it is retired, or waits until a person decides. */
export const DRAIN_ENDS = ["retire", "hold"] as const;

/** What the server does by itself about a node that is rate-limited, per pool. */
export const POOL_POLICIES = ["watch", "drain", "retire"] as const;

/** What the public may be shown of a node; staff see all. */
export const PUBLIC_NODE_FIELDS = [
  "state",
  "label",
  "load",
  "region",
  "players",
  "memory",
  "frames",
  "uptime",
  "version",
  "plugins",
  "sources",
  "since",
] as const;

const name = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "1 to 64 letters, digits, or . _ -, the first a letter or digit");

/** A pool: the bots that may use it get all its nodes. */
export const poolNameSchema = name;
/** A source manager, such as `youtube`. */
export const sourceNameSchema = z.string().regex(/^[\w.:-]{1,64}$/, "1 to 64 letters, digits, or . _ : -");
/** Made by the server for one life of a node. */
export const nodeIdSchema = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/, "12 letters, as the list has them");

/** Longest note or reason. */
const MAX_TEXT_CHARS = 500;
/** Goes into a header; a pool of a thousand nodes, with their passwords, must fit into one frame. */
const passwordSchema = z
  .string()
  .regex(
    /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/,
    "1 to 128 printable characters of ASCII, without spaces around them",
  );
const words = z.string().trim().max(MAX_TEXT_CHARS);
const label = z.string().trim().min(1).max(64);

/** Where a node's API is: `http://` or `https://`, a host and a port, nothing else. */
export const nodeAddressSchema = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#@\s]+\/?$/i, "such as http://10.0.0.7:2333 or https://node.example")
  .refine((text) => URL.canParse(text), "such as http://10.0.0.7:2333 or https://node.example")
  .transform((text) => new URL(text).origin);

/** What a node is announced with. */
export const announcedNodeSchema = z.strictObject({
  pool: poolNameSchema,
  /** Its name in the pool, which stays the same when its address changes; such as the machine's name. */
  name,
  address: nodeAddressSchema,
  password: passwordSchema,
  /** What people call it; default: its name. */
  label: label.nullish(),
  /** Where it is, in any words, such as `eu-west`. */
  region: z.string().trim().max(64).nullish(),
});

/** `PATCH /api/v1/audio/nodes/:id`: everything optional; one action at most. */
export const nodePatchSchema = z.strictObject({
  action: z.enum(["drain", "retire", "return"]).optional().meta({
    description:
      "drain: no new players, those there move. retire: out of use at once. return: in use again, once it answers",
  }),
  /** Only with `drain`. */
  deadlineMs: z
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .optional()
    .meta({ description: "with drain: after this it is over, with players or without" }),
  end: z
    .enum(DRAIN_ENDS)
    .optional()
    .meta({ description: "with drain: what becomes of it when it is empty; default retire" }),
  /** Why, for the history. */
  reason: words.optional(),
  /** Shown to staff; null removes it. */
  note: words.nullish(),
  label: label.optional(),
  region: z.string().trim().max(64).nullish(),
  password: passwordSchema.optional(),
  /** By source: what is true whatever is measured; null: what is measured. */
  override: z.record(sourceNameSchema, z.enum(["ok", "degraded", "limited"]).nullable()).optional(),
});

export type NodeState = (typeof NODE_STATES)[number];
export type SourceHealth = (typeof SOURCE_HEALTHS)[number];
export type NodeTrouble = (typeof NODE_TROUBLES)[number];
export type NodeCause = (typeof NODE_CAUSES)[number];
export type DrainEnd = (typeof DRAIN_ENDS)[number];
export type PoolPolicy = (typeof POOL_POLICIES)[number];
export type PublicNodeField = (typeof PUBLIC_NODE_FIELDS)[number];
export type AnnouncedNode = Readonly<z.infer<typeof announcedNodeSchema>>;
export type NodePatch = Readonly<z.infer<typeof nodePatchSchema>>;
