import { createHmac } from "node:crypto";
import type { EpochMs } from "../clock.ts";

const PREFIX = "whsec_";
const BASE64 = /^(?:[A-Za-z\d+/]{4})+(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** The key that a secret stands for: of `whsec_<base64>` what is encoded, of any other text its UTF-8 bytes. */
export const signingKey = (secret: string): Buffer => {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : "";
  return BASE64.test(encoded) ? Buffer.from(encoded, "base64") : Buffer.from(secret, "utf8");
};

/**
 * The headers that let a receiver tell whose a message is (Standard Webhooks 1.0,
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * @param message.at of this try: receivers refuse what was signed long ago
 */
export const signedHeaders = (
  key: Buffer,
  { id, at, body }: { readonly id: string; readonly at: EpochMs; readonly body: string },
): Record<string, string> => {
  const seconds = Math.floor(at / 1_000);
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${signature}`,
  };
};
