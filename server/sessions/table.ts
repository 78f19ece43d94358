import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** People who are signed in, by the hash of what their cookie holds. */
export const sessions = sqliteTable("sessions", {
  /** SHA-256 in hexadecimal digits. */
  hash: text().primaryKey(),
  /** Their Discord ID. */
  userId: text().notNull(),
  name: text().notNull(),
  /** Hash of their picture at Discord; null: they have none. */
  avatar: text(),
  /** `oauth`: signed in with Discord; `link`: by a one-time link, good for one server. */
  via: text().notNull(),
  createdAt: integer().notNull(),
  seenAt: integer().notNull(),
  /** The servers that they are in, as JSON: id, name, icon, and whether they manage it. */
  guilds: text().notNull(),
  /** When Discord told them. */
  guildsAt: integer().notNull(),
  /** Of a one-time link: the cluster whose bot gave it. */
  cluster: text(),
});

/** Links that bots gave to people, each good once, by the hash of its code. */
export const oneTimeLinks = sqliteTable("one_time_links", {
  hash: text().primaryKey(),
  userId: text().notNull(),
  name: text().notNull(),
  guildId: text().notNull(),
  guildName: text().notNull(),
  cluster: text().notNull(),
  createdAt: integer().notNull(),
  /** null: not yet. */
  usedAt: integer(),
});
