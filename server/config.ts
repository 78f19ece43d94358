import { isIP } from "node:net";
import { z } from "zod";
import { PROCESS_VISIBILITY, type ProcessVisibility } from "#protocol/process.ts";
import { MAX_SHARDS } from "#protocol/report.ts";
import type { TokensAtStart } from "./auth/service.ts";
import { isLoopback } from "./http/address.ts";
import type { ConnectionLimits } from "./http/limits.ts";
import { LOG_LEVELS } from "./log.ts";
import { parseWebhookAddress, type WebhookAddress } from "./notify/webhook-address.ts";

/** One bot user with its own number of shards. */
export interface ClusterConfig {
  readonly name: string;
  readonly shardCount: number;
}

/** A configuration that cannot be used: every fault, each with the setting's name and what would be right. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("; "));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** An address, or a network such as `10.0.0.0/8`. */
const isNetwork = (text: string): boolean => {
  const [address = "", bits, ...more] = text.split("/");
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && longest > 0 && /^\d{1,3}$/.test(bits ?? "0") && Number(bits ?? 0) <= longest;
};

const clusterList = (text: string, context: z.RefinementCtx): ClusterConfig[] => {
  const clusters: ClusterConfig[] = [];
  const names = new Set<string>();
  const faults = new Set<string>();
  const fault = (message: string) => faults.add(message);
  for (const part of text.split(";").filter((part) => part.trim() !== "")) {
    const colon = part.lastIndexOf(":");
    const [name, count] = [part.slice(0, Math.max(colon, 0)).trim(), part.slice(colon + 1).trim()];
    const shardCount = Number(count);
    if (colon < 0 || !/^\d{1,6}$/.test(count)) {
      fault("write name:count;name:count, such as main:360;patron_1:6");
    } else if (!/^[^\p{Cc}\p{Zl}\p{Zp}/\\:;]{1,64}$/u.test(name) || name === "." || name === "..") {
      fault("a cluster's name is 1 to 64 characters without / \\ : ; line breaks or control characters");
    } else if (shardCount < 1 || shardCount > MAX_SHARDS) {
      fault(`a cluster has 1 to ${MAX_SHARDS} shards`);
    } else if (names.has(name)) {
      fault("each cluster's name must be there once");
    } else {
      names.add(name);
      clusters.push({ name, shardCount });
    }
  }
  if (clusters.length === 0) fault("name at least one cluster, such as main:60");
  if (clusters.reduce((sum, cluster) => sum + cluster.shardCount, 0) > MAX_SHARDS) {
    fault(`all clusters together have at most ${MAX_SHARDS} shards`);
  }
  for (const message of faults) context.addIssue({ code: "custom", message });
  return clusters;
};

const wholeNumber = (from: number, to: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `a whole number from ${from} to ${to}`)
    .default(fallback);

const webAddress = z.url({ protocol: /^https?$/, error: "an address that starts with https:// or http://" });
const list = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const WEBHOOK =
  "a webhook's address as Discord's Copy Webhook URL gives it, at https://discord.com/api/webhooks/; no other host";

const webhookAddress = (text: string, context: z.RefinementCtx): WebhookAddress => {
  const address = parseWebhookAddress(text.trim());
  if (address !== null) return address;
  // The address is a secret: the fault does not repeat it.
  context.addIssue({ code: "custom", message: WEBHOOK });
  return z.NEVER;
};

const ORIGINS = "origins such as https://status.example, separated by commas, or *";
const PROXIES = "addresses or networks such as 127.0.0.1,10.0.0.0/8, separated by commas, or loopback";

const DEFAULT_DATABASE_PATH = "data/shardlight.db";

const settings = z.object({
  HOST: z
    .string()
    .trim()
    .regex(/^[\w.:%-]+$/, "an address to listen on, such as 127.0.0.1 or 0.0.0.0")
    .optional(),
  PORT: wholeNumber(0, 65_535, 3_000),
  CLUSTERS: z.string().default("main:60").transform(clusterList),
  PASSPHRASE: z
    .string()
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, "printable ASCII without spaces around it")
    .optional(),
  HEALTH_TIMEOUT: z
    .string()
    .regex(/^\d{1,6}(?:\.\d{1,3})?$/, "seconds from 0.5 to 86400")
    .transform(Number)
    .refine((seconds) => seconds >= 0.5 && seconds <= 86_400, "seconds from 0.5 to 86400")
    .default(30),
  DATABASE_PATH: z.string().default(DEFAULT_DATABASE_PATH),
  DATABASE_SYNC: z.enum(["normal", "full"], "normal or full").default("normal"),
  PUBLIC_URL: webAddress.optional(),
  BRAND_NAME: z.string().trim().max(80, "at most 80 characters").default("Shardlight"),
  BRAND_LINK: webAddress.optional(),
  BRAND_LOGO: z
    .string()
    .regex(/\.(?:svg|png|webp|jpe?g)$/i, "the path of an svg, png, webp or jpg file")
    .optional(),
  CORS_ORIGINS: z
    .string()
    .transform(list)
    .refine(
      (origins) => origins.every((origin) => origin === "*" || /^https?:\/\/[^/\s*]+$/.test(origin)),
      ORIGINS,
    )
    .default([]),
  TRUSTED_PROXIES: z
    .string()
    .transform(list)
    .refine((proxies) => proxies.every((proxy) => proxy === "loopback" || isNetwork(proxy)), PROXIES)
    .default([]),
  FEED_MAX_VIEWERS: wholeNumber(1, 1_000_000, 10_000),
  FEED_MAX_VIEWERS_PER_ADDRESS: wholeNumber(1, 1_000_000, 50),
  HEADERS_TIMEOUT: wholeNumber(1, 120, 10),
  REQUEST_TIMEOUT: wholeNumber(1, 3_600, 60),
  KEEP_ALIVE_TIMEOUT: wholeNumber(5, 3_600, 75),
  ANSWER_TIMEOUT: wholeNumber(10, 3_600, 60),
  MAX_CONNECTIONS: wholeNumber(10, 1_000_000, 15_000),
  PROCESSES_PUBLIC: z.enum(PROCESS_VISIBILITY, `one of ${PROCESS_VISIBILITY.join(", ")}`).default("counts"),
  DISCORD_MIRROR_WEBHOOK: z.string().transform(webhookAddress).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")}`).default("info"),
});

/** Glance's names, by ours. */
const ALIASES = {
  HOST: "GLANCE_HOST",
  PORT: "GLANCE_PORT",
  CLUSTERS: "GLANCE_BOTS",
  PASSPHRASE: "GLANCE_PASSPHRASE",
  HEALTH_TIMEOUT: "GLANCE_HEALTH_TIMEOUT",
} as const satisfies Partial<Record<keyof typeof settings.shape, string>>;

const HOST_WITHOUT_SECRET =
  "without a PASSPHRASE or a token the server listens on loopback only, for anyone could push; set PASSPHRASE, make a " +
  "token with npx shardlight token create, or leave HOST out";

const HOST_WITHOUT_KNOWING =
  "there is no PASSPHRASE, and the database cannot be read to see whether there is a token; set PASSPHRASE, mend " +
  "DATABASE_PATH, or leave HOST out";

/** What is said of a server without a passphrase. */
const NOTE_OF = {
  none: "no PASSPHRASE is set: listening on loopback only, and anyone there can push",
  unusable:
    "no PASSPHRASE is set and no token can be used: nobody can push; make one with npx shardlight token create",
  usable: "no PASSPHRASE is set: bots push with tokens",
  lost:
    "no PASSPHRASE is set, and a damaged database may have held tokens: nobody can push without one; make one with " +
    "npx shardlight token create, or set PASSPHRASE",
  unknown:
    "no PASSPHRASE is set: nobody can push before the database can be read and tells whether there are tokens",
} as const satisfies Record<TokensAtStart, string>;

const REQUEST_TOO_SHORT =
  "REQUEST_TIMEOUT: it counts from the first byte, as HEADERS_TIMEOUT does, and must not be below it";

const LOGO_UNREADABLE = "the file cannot be read; give the path of an image";

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly clusters: readonly ClusterConfig[];
  /** null: tokens alone are asked for, or no secret where none was ever made. */
  readonly passphrase: string | null;
  readonly tokensAtStart: TokensAtStart;
  readonly healthTimeoutMs: number;
  readonly databasePath: string;
  readonly databaseSync: "normal" | "full";
  readonly publicUrl: string | null;
  readonly brand: { readonly name: string; readonly link: string | null; readonly logoFile: string | null };
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly feedMaxViewers: number;
  readonly feedMaxViewersPerAddress: number;
  readonly connections: ConnectionLimits;
  /** What of the bots' processes is shown without a secret. */
  readonly processesPublic: ProcessVisibility;
  /** Where the page is mirrored in Discord; null: nowhere. */
  readonly discordMirror: WebhookAddress | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Sentences for the log: what was overridden or assumed. */
  readonly notes: readonly string[];
}

/**
 * Reads the settings that `.env.sample` documents. An empty setting counts as left out.
 * @param peek what the database file tells of tokens, asked only where there is no passphrase
 * @param canRead whether a file is there to be read
 * @throws ConfigError with all faults at once
 */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
  peek: (databasePath: string) => TokensAtStart = () => "none",
  canRead: (path: string) => boolean = () => true,
): Config => {
  const notes: string[] = [];
  const given: Record<string, string> = {};
  const nameOf = new Map<string, string>();
  for (const name of Object.keys(settings.shape)) {
    const alias = name in ALIASES ? ALIASES[name as keyof typeof ALIASES] : undefined;
    const own = env[name]?.trim() === "" ? undefined : env[name];
    const theirs = alias === undefined || env[alias]?.trim() === "" ? undefined : env[alias];
    if (own !== undefined && theirs !== undefined)
      notes.push(`${name} and ${alias} are both set; ${name} is used`);
    const value = own ?? theirs;
    if (value !== undefined) given[name] = value;
    nameOf.set(name, own === undefined && theirs !== undefined && alias !== undefined ? alias : name);
  }

  const parsed = settings.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map(
    (issue) => `${nameOf.get(String(issue.path[0])) ?? issue.path.join(".")}: ${issue.message}`,
  );
  const host = given["HOST"]?.trim();
  const hasPassphrase = given["PASSPHRASE"] !== undefined;
  const tokensAtStart = hasPassphrase ? "unknown" : peek(given["DATABASE_PATH"] ?? DEFAULT_DATABASE_PATH);
  // A server whose tokens were lost is closed to everyone: its page is all that it opens.
  const isClosed = hasPassphrase || tokensAtStart === "usable" || tokensAtStart === "lost";
  if (!isClosed && host !== undefined && !isLoopback(host)) {
    const fault = tokensAtStart === "unknown" ? HOST_WITHOUT_KNOWING : HOST_WITHOUT_SECRET;
    faults.push(`${nameOf.get("HOST")}: ${fault}`);
  }
  if (parsed.success && parsed.data.REQUEST_TIMEOUT < parsed.data.HEADERS_TIMEOUT)
    faults.push(REQUEST_TOO_SHORT);
  const logoFile = given["BRAND_LOGO"];
  if (logoFile !== undefined && !canRead(logoFile)) faults.push(`BRAND_LOGO: ${LOGO_UNREADABLE}`);
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);

  const value = parsed.data;
  if (!hasPassphrase) notes.push(NOTE_OF[tokensAtStart]);
  if (env["GLANCE_HEALTH_TIMER_INTERVAL"])
    notes.push("GLANCE_HEALTH_TIMER_INTERVAL is not needed: silence is noticed on time");
  return {
    host: value.HOST ?? (value.PASSPHRASE === undefined ? "127.0.0.1" : "0.0.0.0"),
    port: value.PORT,
    clusters: value.CLUSTERS,
    passphrase: value.PASSPHRASE ?? null,
    tokensAtStart,
    healthTimeoutMs: Math.round(value.HEALTH_TIMEOUT * 1_000),
    databasePath: value.DATABASE_PATH,
    databaseSync: value.DATABASE_SYNC,
    publicUrl: value.PUBLIC_URL ?? null,
    brand: { name: value.BRAND_NAME, link: value.BRAND_LINK ?? null, logoFile: value.BRAND_LOGO ?? null },
    corsOrigins: value.CORS_ORIGINS,
    trustedProxies: value.TRUSTED_PROXIES,
    feedMaxViewers: value.FEED_MAX_VIEWERS,
    feedMaxViewersPerAddress: value.FEED_MAX_VIEWERS_PER_ADDRESS,
    connections: {
      headersTimeoutMs: value.HEADERS_TIMEOUT * 1_000,
      requestTimeoutMs: value.REQUEST_TIMEOUT * 1_000,
      keepAliveTimeoutMs: value.KEEP_ALIVE_TIMEOUT * 1_000,
      answerTimeoutMs: value.ANSWER_TIMEOUT * 1_000,
      maxConnections: value.MAX_CONNECTIONS,
    },
    processesPublic: value.PROCESSES_PUBLIC,
    discordMirror: value.DISCORD_MIRROR_WEBHOOK ?? null,
    logLevel: value.LOG_LEVEL,
    notes,
  };
};
