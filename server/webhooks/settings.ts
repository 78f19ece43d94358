import { z } from "zod";
import { networkList } from "../settings/networks.ts";

/** Where events are told to, and with which secret they are signed. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
  /** Addresses and networks that it may go to though they are private. */
  readonly allow: readonly string[];
}

const URL_WANTED = "an address that starts with https:// or http://, without a user or password";

// The address may hold a secret: no fault repeats it.
const webhookUrl = (text: string, context: z.RefinementCtx): string => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return url.href;
  }
  context.addIssue({ code: "custom", message: URL_WANTED });
  return z.NEVER;
};

/** The settings of the webhook, as `.env.sample` documents them. */
export const webhookShape = {
  WEBHOOK_URL: z.string().transform(webhookUrl).optional(),
  WEBHOOK_SECRET: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{24,}$/, "at least 24 printable characters of ASCII without spaces")
    .optional(),
  WEBHOOK_ALLOW: networkList,
};

type Parsed = z.infer<z.ZodObject<typeof webhookShape>>;

/** What is wrong with settings that are right one by one. */
export const webhookFaults = (given: Readonly<Record<string, string>>): readonly string[] =>
  given["WEBHOOK_URL"] !== undefined && given["WEBHOOK_SECRET"] === undefined
    ? ["WEBHOOK_SECRET: needed with WEBHOOK_URL; such as openssl rand -hex 32 makes"]
    : [];

/** The settings as the webhook takes them; null: there is none. */
export const webhookSettingsOf = (value: Parsed): WebhookSettings | null => {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_ALLOW: networks } = value;
  if (url === undefined || secret === undefined) return null;
  const allow = networks.flatMap((one) => (one === "loopback" ? ["127.0.0.0/8", "::1"] : [one]));
  return { url, secret, allow };
};
