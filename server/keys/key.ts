import { createHash, timingSafeEqual } from "node:crypto";
import type { GuildKeyView, KeyScope } from "#protocol/guild-keys.ts";
import type { EpochMs } from "../clock.ts";
import type { Asked } from "../http/asked.ts";

/** A key as it is kept; its text is known only to whoever was shown it. */
export interface GuildKey {
  readonly id: string;
  readonly guildId: string;
  readonly label: string;
  readonly scope: KeyScope;
  /** SHA-256 of the whole text, 64 hexadecimal digits. */
  readonly hash: string;
  /** Discord ID of who made it: what they may do, it may do. */
  readonly madeBy: string;
  readonly madeByName: string;
  readonly createdAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
}

/** Crockford's base 32 in lower case, as in tokens. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_LETTERS = 12;
/** 200 bits. */
const SECRET_LETTERS = 40;
const SHAPE = new RegExp(`^slk_([${LETTERS}]{${ID_LETTERS}})_[${LETTERS}]{${SECRET_LETTERS}}$`);

/** Random bytes, as `node:crypto` gives them. */
export type RandomBytes = (size: number) => Uint8Array;

const letters = (bytes: Uint8Array) => Array.from(bytes, (byte) => LETTERS[byte & 31]).join("");

/** A new id with the text that is shown once: `slk_<id>_<secret>`. */
export const makeKeyText = (random: RandomBytes): { readonly id: string; readonly text: string } => {
  const id = letters(random(ID_LETTERS));
  return { id, text: `slk_${id}_${letters(random(SECRET_LETTERS))}` };
};

/** The id that a text of a key's shape names, else null. */
export const keyIdIn = (text: string): string | null => SHAPE.exec(text)?.[1] ?? null;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** How a text is kept; with 200 random bits one plain hash is as good as a slow one. */
export const keyHashOf = (text: string): string => digest(text).toString("hex");

/** What no text hashes to, for all that is known. */
const NO_HASH = "0".repeat(64);

/** Whether the text is this key's; the same work whether there is such a key or not. */
export const isTextOf = (key: GuildKey | undefined, text: string): boolean =>
  timingSafeEqual(Buffer.from(key?.hash ?? NO_HASH, "hex"), digest(text)) && key !== undefined;

/** A key as it is listed. */
export const keyView = ({
  id,
  label,
  scope,
  madeBy,
  madeByName,
  createdAt,
  lastUsedAt,
}: GuildKey): GuildKeyView => ({
  id,
  label,
  scope,
  madeBy: { id: madeBy, name: madeByName },
  createdAt,
  lastUsedAt,
});

/** The secret that came with a request, as it is or as a Bearer token; empty for none. */
export const bearerOf = (asked: Asked): string =>
  (asked.header("authorization") ?? "").replace(/^Bearer +/i, "").trim();
