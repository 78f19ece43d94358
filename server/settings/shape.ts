import { z } from "zod";
import { PROCESS_VISIBILITY } from "#protocol/process.ts";
import { audioShape } from "../audio/read-settings.ts";
import { LOG_LEVELS } from "../log.ts";
import { parseWebhookAddress, type WebhookAddress } from "../notify/webhook-address.ts";
import { pictureShape } from "../pictures/settings.ts";
import { secretsShape } from "../secrets/settings.ts";
import { signInShape } from "../sessions/settings.ts";
import { webhookShape } from "../webhooks/settings.ts";
import { clusterList } from "./cluster-list.ts";
import { commaList, webAddress, wholeNumber } from "./field.ts";
import { networkList } from "./networks.ts";

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

/** Where the database lies unless it is said. */
export const DEFAULT_DATABASE_PATH = "data/shardlight.db";

/** Every setting that `.env.sample` documents, by its name. */
export const settings = z.object({
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
    .transform(commaList)
    .refine(
      (origins) => origins.every((origin) => origin === "*" || /^https?:\/\/[^/\s*]+$/.test(origin)),
      ORIGINS,
    )
    .default([]),
  TRUSTED_PROXIES: networkList,
  FEED_MAX_VIEWERS: wholeNumber(1, 1_000_000, 10_000),
  FEED_MAX_VIEWERS_PER_ADDRESS: wholeNumber(1, 1_000_000, 50),
  HEADERS_TIMEOUT: wholeNumber(1, 120, 10),
  REQUEST_TIMEOUT: wholeNumber(1, 3_600, 60),
  KEEP_ALIVE_TIMEOUT: wholeNumber(5, 3_600, 75),
  ANSWER_TIMEOUT: wholeNumber(10, 3_600, 60),
  MAX_CONNECTIONS: wholeNumber(10, 1_000_000, 15_000),
  PROCESSES_PUBLIC: z.enum(PROCESS_VISIBILITY, `one of ${PROCESS_VISIBILITY.join(", ")}`).default("counts"),
  DISCORD_MIRROR_WEBHOOK: z.string().transform(webhookAddress).optional(),
  ...secretsShape,
  ...audioShape,
  ...webhookShape,
  ...signInShape,
  ...pictureShape,
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")}`).default("info"),
});
