import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Keys for the control of one server's player, each made by someone who managed the server then. */
export const guildKeys = sqliteTable("guild_keys", {
  id: text().primaryKey(),
  guildId: text().notNull(),
  label: text().notNull(),
  /** `read` or `control`. */
  scope: text().notNull(),
  /** SHA-256 of its text, in hexadecimal digits. */
  hash: text().notNull(),
  madeBy: text().notNull(),
  madeByName: text().notNull(),
  createdAt: integer().notNull(),
  lastUsedAt: integer(),
});

/** Addresses from which a server's player may be steered, where its managers have said so. */
export const guildAllowLists = sqliteTable("guild_allow_lists", {
  guildId: text().primaryKey(),
  /** A JSON list of addresses and networks. */
  networks: text().notNull(),
  changedBy: text().notNull(),
  changedAt: integer().notNull(),
});
