import { eq } from "drizzle-orm";
import type { Db } from "../db/open.ts";
import { mirrorMessages } from "./table.ts";

/** The id of the message that a webhook keeps up; null where there is none. */
export const loadMirrorMessage = (db: Db, webhook: string): string | null => {
  const row = db.select().from(mirrorMessages).where(eq(mirrorMessages.webhook, webhook)).get();
  return row !== undefined && /^\d{1,20}$/.test(row.messageId) ? row.messageId : null;
};

export const saveMirrorMessage = (db: Db, webhook: string, messageId: string): void => {
  db.insert(mirrorMessages)
    .values({ webhook, messageId })
    .onConflictDoUpdate({ target: mirrorMessages.webhook, set: { messageId } })
    .run();
};
