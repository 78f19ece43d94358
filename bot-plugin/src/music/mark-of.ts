import { createHash } from "node:crypto";

const CHARS = 16;

/** Short for which entries wait, in which order: it differs as soon as any is another or stands elsewhere. */
export const markOf = (uids: readonly string[]): string =>
  createHash("sha1").update(uids.join()).digest("base64url").slice(0, CHARS);
