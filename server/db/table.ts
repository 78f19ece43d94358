import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row: when this server was last alive, so that the next start knows how long nobody listened. */
export const monitor = sqliteTable("monitor", {
  id: integer().primaryKey(),
  aliveAt: integer().notNull(),
});

/** Rows that no longer made sense when they were read, kept for a person to look at. */
export const setAside = sqliteTable("set_aside", {
  id: integer().primaryKey({ autoIncrement: true }),
  source: text().notNull(),
  /** The row as JSON. */
  content: text().notNull(),
  problem: text().notNull(),
  at: integer().notNull(),
});
