import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** What boxes are locked with. */
export interface BoxKey {
  /** 8 letters by which a box tells its key; they tell nothing of the key itself. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Fixed for ever: other words would make other keys. */
const INFO = { key: "shardlight box key v1", id: "shardlight box key id v1" } as const;
const KEY_BYTES = 32;
const ID_BYTES = 6;

/**
 * The key that a text stands for, by HKDF-SHA256 (RFC 5869).
 * @param text must be random, such as `openssl rand -base64 32` makes: HKDF is not slow, and does not keep guessers off
 */
export const boxKeyOf = (text: string): BoxKey => {
  const stretched = (info: string, bytes: number) => Buffer.from(hkdfSync("sha256", text, "", info, bytes));
  return {
    id: stretched(INFO.id, ID_BYTES).toString("base64url"),
    key: createSecretKey(stretched(INFO.key, KEY_BYTES)),
  };
};
