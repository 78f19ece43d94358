import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Deliveries to the webhook that were not taken yet. */
export const webhookDeliveries = sqliteTable("webhook_deliveries", {
  /** Unique, and the same at each try, so that a receiver can tell what it has. */
  id: text().primaryKey(),
  /** Such as `node.retired`. */
  event: text().notNull(),
  /** JSON, as it is sent. */
  body: text().notNull(),
  createdAt: integer().notNull(),
  /** Tries that failed so far. */
  failures: integer().notNull(),
  /** When it is tried next. */
  nextAt: integer().notNull(),
});
