import { z } from "zod";

/** How a bot process is right now; null or left out while unknown. */
export const processFactsSchema = z.strictObject({
  /** Time since the process started. */
  uptimeMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  /** Resident set size. */
  memoryBytes: z.int().min(0).nullish(),
  /** 99th percentile of how late the event loop was since the report before. */
  eventLoopDelayP99Ms: z.number().min(0).max(3_600_000).nullish(),
});

const versionName = z.string().trim().max(64).nullish();

/** What a bot process runs, such as `@shardlight/bot 0.1.0`, `discord.js 14.28.1` and `node 20.20.2`. */
export const versionsSchema = z.strictObject({
  plugin: versionName,
  library: versionName,
  runtime: versionName,
});

/** What does not change while a process lives. */
export const processIdentitySchema = z.strictObject({
  /** A name for people, such as `eu-3`. */
  label: z.string().trim().max(64).nullish(),
  versions: versionsSchema.nullish(),
});

/** Who sees which of a cluster's processes. */
export const PROCESS_VISIBILITY = ["none", "counts", "all"] as const;

/** One process, as anyone may count it. */
const processCountSchema = z.object({
  shards: z.int().meta({ description: "how many shards are its own" }),
  isHeard: z
    .boolean()
    .meta({ description: "false once silent for longer than its shards' silence is borne" }),
});

/** One process, for staff. */
export const processDetailSchema = processCountSchema.extend({
  boot: z.string(),
  label: z.string().nullable(),
  shardRanges: z.string().meta({ description: "its own shards, such as `0-15,18`" }),
  line: z.enum(["link", "http"]).meta({ description: "how it reports" }),
  versions: z.object({
    plugin: z.string().nullable(),
    library: z.string().nullable(),
    runtime: z.string().nullable(),
  }),
  uptimeMs: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  eventLoopDelayP99Ms: z.number().nullable(),
  lastHeard: z.int().meta({ description: "epoch ms" }),
});

/** `GET /api/v1/clusters/:cluster/processes`, in the order of their first shards. */
export const processListSchema = z.discriminatedUnion("visible", [
  z.object({ visible: z.literal("counts"), processes: z.array(processCountSchema) }),
  z.object({ visible: z.literal("all"), processes: z.array(processDetailSchema) }),
]);

export type ProcessFacts = Readonly<z.infer<typeof processFactsSchema>>;
export type ProcessIdentity = Readonly<z.infer<typeof processIdentitySchema>>;
export type ProcessVisibility = (typeof PROCESS_VISIBILITY)[number];
export type ProcessDetail = Readonly<z.infer<typeof processDetailSchema>>;
export type ProcessList = Readonly<z.infer<typeof processListSchema>>;
