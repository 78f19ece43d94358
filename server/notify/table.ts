import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The message that mirrors the page in Discord, by the webhook that posted it; the webhook's secret is not kept. */
export const mirrorMessages = sqliteTable("mirror_messages", {
  /** The webhook's id, with `/<thread id>` where it posts into a thread. */
  webhook: text().primaryKey(),
  messageId: text().notNull(),
});
