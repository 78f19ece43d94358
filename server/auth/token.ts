import { createHash, timingSafeEqual } from "node:crypto";
import type { EpochMs } from "../clock.ts";
import { LETTERS, type RandomBytes, randomLetters } from "../letters.ts";

/** What a token may be made for. A token may do nothing that is not among its scopes. */
export const SCOPES = ["report", "read", "ops", "announce", "nodes", "control"] as const;

export type Scope = (typeof SCOPES)[number];

/** Where a scope is good: in clusters, or in pools of audio nodes. */
export const PLACE_OF = {
  report: "clusters",
  read: "clusters",
  ops: "pools",
  announce: "pools",
  nodes: "pools",
  control: "clusters",
} as const satisfies Record<Scope, "clusters" | "pools">;

/** One secret of a token: the SHA-256 of the whole text, and when it stops being good. */
export interface TokenSecret {
  /** 64 hexadecimal digits. */
  readonly hash: string;
  /** null: as long as the token itself. */
  readonly untilAt: EpochMs | null;
}

/** A token as it is kept; its text is known only to whoever was shown it. */
export interface Token {
  readonly id: string;
  readonly label: string | null;
  readonly scopes: readonly Scope[];
  /** null: every cluster. */
  readonly clusters: readonly string[] | null;
  /** Pools of audio nodes; null: every pool. */
  readonly pools: readonly string[] | null;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  readonly revokedAt: EpochMs | null;
  readonly lastUsedAt: EpochMs | null;
  /** At most `MAX_SECRETS`; more than one only while a rotation overlaps. */
  readonly secrets: readonly TokenSecret[];
}

/** A token never has more good secrets than this, so that each check is the same work. */
export const MAX_SECRETS = 4;

const ID_LETTERS = 12;
/** 200 bits. */
const SECRET_LETTERS = 40;
const SHAPE = new RegExp(`^slt_([${LETTERS}]{${ID_LETTERS}})_[${LETTERS}]{${SECRET_LETTERS}}$`);
const ID_SHAPE = new RegExp(`^[${LETTERS}]{${ID_LETTERS}}$`);

export const makeTokenId = (random: RandomBytes): string => randomLetters(ID_LETTERS, random);

/** The text that is shown once: `slt_<id>_<secret>`. */
export const makeTokenText = (id: string, random: RandomBytes): string =>
  `slt_${id}_${randomLetters(SECRET_LETTERS, random)}`;

/** The id that a text of a token's shape names, else null. */
export const tokenIdIn = (text: string): string | null => SHAPE.exec(text)?.[1] ?? null;

export const isTokenId = (text: string): boolean => ID_SHAPE.test(text);

const digest = (text: string) => createHash("sha256").update(text).digest();

/** How a secret is kept. It has 200 random bits, so that one plain hash is as good as a slow one. */
export const hashOf = (text: string): string => digest(text).toString("hex");

/** The token may be used by someone who has a good secret of it. */
export const isUsable = (token: Token, now: EpochMs): boolean =>
  token.revokedAt === null &&
  (token.expiresAt === null || now < token.expiresAt) &&
  token.secrets.some((secret) => isGood(secret, now));

export const isGood = ({ untilAt }: TokenSecret, now: EpochMs): boolean => untilAt === null || now < untilAt;

/** The next instant after `now` at which a token or a secret stops being good; Infinity for none. */
export const nextEndAt = (tokens: Iterable<Token>, now: EpochMs): EpochMs => {
  let next = Number.POSITIVE_INFINITY;
  for (const { expiresAt, secrets } of tokens) {
    for (const at of [expiresAt, ...secrets.map(({ untilAt }) => untilAt)]) {
      if (at !== null && at > now && at < next) next = at;
    }
  }
  return next;
};

/** What no text hashes to, for all that is known. */
const NO_HASH = Buffer.alloc(32);

/** A token made ready for checks. */
export interface Lock {
  readonly token: Token;
  /** Always `MAX_SECRETS`, filled up with ones that nothing matches. */
  readonly hashes: readonly Buffer[];
}

export const lockOf = (token: Token): Lock => ({
  token,
  hashes: Array.from({ length: MAX_SECRETS }, (_, place) =>
    Buffer.from(token.secrets[place]?.hash ?? NO_HASH.toString("hex"), "hex"),
  ),
});

const NO_HASHES: readonly Buffer[] = Array.from({ length: MAX_SECRETS }, () => NO_HASH);

/** The secret that `text` is, good or not; the same work whether there is such a token or not. */
export const secretIn = (lock: Lock | undefined, text: string): TokenSecret | null => {
  const given = digest(text);
  let found = -1;
  (lock?.hashes ?? NO_HASHES).forEach((hash, place) => {
    if (timingSafeEqual(hash, given)) found = place;
  });
  return lock?.token.secrets[found] ?? null;
};

/** Whether the token was made for this, in this cluster or pool; without one: in any. */
export const isMadeFor = (token: Token, scope: Scope, place?: string): boolean => {
  const places = token[PLACE_OF[scope]];
  if (!token.scopes.includes(scope)) return false;
  return places === null || (place === undefined ? places.length > 0 : places.includes(place));
};

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const LONGEST_MS = 3_650 * UNIT_MS.d;

/** Milliseconds of a span such as 90d, 12h or 0s; null where it is none, or longer than ten years. */
export const parseSpan = (text: string): number | null => {
  const [, digits, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const ms = Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms <= LONGEST_MS ? ms : null;
};
