import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What may be done with which secret; rows stay when they are revoked, so that it can be told what was. */
export const tokens = sqliteTable("tokens", {
  id: text().primaryKey(),
  label: text(),
  /** A JSON list. */
  scopes: text().notNull(),
  /** A JSON list of names; null for every cluster. */
  clusters: text(),
  /** A JSON list of names; null for every pool. Tokens from before there were pools are for none. */
  pools: text().default("[]"),
  createdAt: integer().notNull(),
  expiresAt: integer(),
  revokedAt: integer(),
  lastUsedAt: integer(),
});

/** The secrets of the tokens, as SHA-256 in hexadecimal digits. */
export const tokenSecrets = sqliteTable("token_secrets", {
  hash: text().primaryKey(),
  tokenId: text()
    .notNull()
    .references(() => tokens.id),
  createdAt: integer().notNull(),
  /** When it stops being good; null for as long as the token. */
  untilAt: integer(),
});
