import type { ProcessVisibility } from "#protocol/process.ts";
import { audioFaults, audioSettingsOf } from "./audio/read-settings.ts";
import type { AudioSettings } from "./audio/settings.ts";
import type { TokensAtStart } from "./auth/service.ts";
import { faultOfOpenHost, NOTE_WITHOUT_PASSPHRASE } from "./auth/start-words.ts";
import { isLoopback } from "./http/address.ts";
import type { ConnectionLimits } from "./http/limits.ts";
import type { LOG_LEVELS } from "./log.ts";
import type { WebhookAddress } from "./notify/webhook-address.ts";
import type { PictureHosts } from "./pictures/hosts.ts";
import {
  type DiscordClient,
  discordClientOf,
  type Staff,
  signInFaults,
  staffOf,
} from "./sessions/settings.ts";
import type { ClusterConfig } from "./settings/cluster-list.ts";
import { givenSettings } from "./settings/given.ts";
import { DEFAULT_DATABASE_PATH, settings } from "./settings/shape.ts";
import { type WebhookSettings, webhookFaults, webhookSettingsOf } from "./webhooks/settings.ts";

/** A configuration that cannot be used: every fault, each with the setting's name and what would be right. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("; "));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

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
  /** How audio nodes are watched. */
  readonly audio: AudioSettings;
  /** Where events are told to; null: nowhere. */
  readonly webhook: WebhookSettings | null;
  /** With which people sign in; null: nobody can with Discord. */
  readonly discord: DiscordClient | null;
  /** Who sees everything on the page. */
  readonly staff: Staff;
  /** Whose pictures this server shows; none: no pictures. */
  readonly pictureHosts: PictureHosts;
  /** What passwords are encrypted with; null: the key file beside the database. */
  readonly secretKey: string | null;
  /** What they may still be encrypted with. */
  readonly previousSecretKey: string | null;
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
  const { values: given, nameOf, notes } = givenSettings(env, Object.keys(settings.shape));
  const parsed = settings.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map(
    (issue) => `${nameOf(String(issue.path[0]))}: ${issue.message}`,
  );
  faults.push(...webhookFaults(given), ...signInFaults(given));
  const host = given["HOST"]?.trim();
  const hasPassphrase = given["PASSPHRASE"] !== undefined;
  const tokensAtStart = hasPassphrase ? "unknown" : peek(given["DATABASE_PATH"] ?? DEFAULT_DATABASE_PATH);
  const hostFault =
    hasPassphrase || host === undefined || isLoopback(host) ? null : faultOfOpenHost(tokensAtStart);
  if (hostFault !== null) faults.push(`${nameOf("HOST")}: ${hostFault}`);
  if (parsed.success) faults.push(...audioFaults(parsed.data));
  if (parsed.success && parsed.data.REQUEST_TIMEOUT < parsed.data.HEADERS_TIMEOUT)
    faults.push(REQUEST_TOO_SHORT);
  const logoFile = given["BRAND_LOGO"];
  if (logoFile !== undefined && !canRead(logoFile)) faults.push(`BRAND_LOGO: ${LOGO_UNREADABLE}`);
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);

  const value = parsed.data;
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
    audio: audioSettingsOf(value),
    webhook: webhookSettingsOf(value),
    discord: discordClientOf(value),
    staff: staffOf(value),
    pictureHosts: value.PICTURE_HOSTS,
    secretKey: value.SECRET_KEY ?? null,
    previousSecretKey: value.SECRET_KEY_PREVIOUS ?? null,
    logLevel: value.LOG_LEVEL,
    notes: hasPassphrase ? notes : [...notes, NOTE_WITHOUT_PASSPHRASE[tokensAtStart]],
  };
};
