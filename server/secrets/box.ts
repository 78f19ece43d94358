import { createCipheriv, createDecipheriv } from "node:crypto";
import type { BoxKey } from "./key.ts";

/** Random bytes, as `node:crypto` gives them. */
export type RandomBytes = (size: number) => Uint8Array;

const CIPHER = "aes-256-gcm";
/** As NIST SP 800-38D recommends; random ones are good for 2^32 boxes of one key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";
/** Version, id of the key, iv, and the ciphertext with its tag. */
const SHAPE = /^(v1\.([\w-]{8}))\.([\w-]{16})\.([\w-]{22,})$/;

const boundTo = (head: string, context: string) => Buffer.from(`${head}\0${context}`);

/**
 * Encrypts a text with AES-256-GCM, to be opened in the same context alone.
 * @returns `v1.<id of the key>.<iv>.<ciphertext and tag>`, the last two in base64url
 */
export const sealBox = (
  { id, key }: BoxKey,
  { text, context }: { readonly text: string; readonly context: string },
  random: RandomBytes,
): string => {
  const head = `${VERSION}.${id}`;
  const iv = Buffer.from(random(IV_BYTES));
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(head, context));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${head}.${iv.toString("base64url")}.${sealed.toString("base64url")}`;
};

/** The id of the key that a box was sealed with; null for what is no box. */
export const keyIdIn = (box: string): string | null => SHAPE.exec(box)?.[2] ?? null;

/** The text in a box; null where it is damaged, another context's or another key's. */
export const openBox = ({ id, key }: BoxKey, box: string, context: string): string | null => {
  const [, head, keyId, iv, rest] = SHAPE.exec(box) ?? [];
  if (head === undefined || iv === undefined || rest === undefined || keyId !== id) return null;
  const sealed = Buffer.from(rest, "base64url");
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(head, context));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    // All that `final` tells is that the tag does not fit.
    return null;
  }
};
