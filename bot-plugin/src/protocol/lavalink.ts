import { z } from "zod";

/** How an audio node is doing, the same whichever program it is and whoever looked. */
export const nodeStatsSchema = z.strictObject({
  /** Players of all sessions of all bots. */
  players: z.int().min(0).max(10_000_000),
  playing: z.int().min(0).max(10_000_000),
  uptimeMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  memory: z.strictObject({
    usedBytes: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
    /** What it may take at most; 0 where it does not tell. */
    reservableBytes: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  }),
  /** Shares of the whole machine, 0 to 1. */
  load: z.strictObject({ system: z.number().min(0).max(1), node: z.number().min(0).max(1) }),
  /** Of one session, per playing player and minute, 3,000 expected; null while not measured, and to whoever polls. */
  frames: z
    .strictObject({
      sent: z.number().min(0).max(10_000_000),
      nulled: z.number().min(0).max(10_000_000),
      /** 0 where more than expected were sent. */
      deficit: z.number().min(0).max(10_000_000),
    })
    .nullable(),
});

/** What an audio node is. */
export const nodeInfoSchema = z.strictObject({
  kind: z.enum(["lavalink", "nodelink"]),
  /** Such as `4.2.2`. */
  version: z.string().max(64),
  /** Names of its source managers, such as `youtube`. */
  sources: z.array(z.string().max(64)).max(64),
  plugins: z.array(z.strictObject({ name: z.string().max(64), version: z.string().max(64) })).max(64),
});

/** What the route planner tells; a bonus, for it may be blind (see `mayBeBlind` in the views of staff). */
export const routePlannerSchema = z.strictObject({
  /** Such as `RotatingNanoIpRoutePlanner`. */
  kind: z.string().max(64),
  /** Size of the address block, decimal; beyond what a number holds. */
  size: z
    .string()
    .regex(/^\d{1,40}$/)
    .nullable(),
  blockIndex: z
    .string()
    .regex(/^\d{1,40}$/)
    .nullable(),
  /** Addresses that failed within the last 7 days. */
  failing: z.int().min(0).max(10_000_000),
});

export type NodeStats = Readonly<z.infer<typeof nodeStatsSchema>>;
export type NodeInfo = Readonly<z.infer<typeof nodeInfoSchema>>;
export type RoutePlanner = Readonly<z.infer<typeof routePlannerSchema>>;

/** What came of looking at a node by its REST API. */
export const nodeLookSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("answers"),
    info: nodeInfoSchema,
    stats: nodeStatsSchema,
    /** null: it has none, or does not tell. */
    planner: routePlannerSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal("wrong_password") }),
  /** Something answers there that is no Lavalink v4. */
  z.strictObject({ kind: z.literal("not_lavalink") }),
  z.strictObject({
    kind: z.literal("unreachable"),
    /** Such as `ECONNREFUSED`; no address and no secret. */
    detail: z.string().max(64),
  }),
]);

export type NodeLook = Readonly<z.infer<typeof nodeLookSchema>>;
