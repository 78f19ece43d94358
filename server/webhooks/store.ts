import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { EpochMs } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { setAside } from "../db/table.ts";
import type { Delivery } from "./delivery.ts";
import { webhookDeliveries } from "./table.ts";

const instant = z.int().min(0).max(8_640_000_000_000_000);
const row = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  event: z.string().min(1).max(64),
  body: z.string().min(1),
  createdAt: instant,
  failures: z.int().min(0),
  nextAt: instant,
});

/** All deliveries that wait, the oldest first, and how many rows made no sense: those are moved into `set_aside`. */
export const loadDeliveries = (
  db: Db,
  at: EpochMs,
): { readonly deliveries: Delivery[]; readonly unreadable: number } => {
  const deliveries: Delivery[] = [];
  const rows = db.select().from(webhookDeliveries).orderBy(asc(webhookDeliveries.createdAt)).all();
  for (const found of rows) {
    const parsed = row.safeParse(found);
    if (parsed.success) {
      deliveries.push(parsed.data);
      continue;
    }
    const problem = parsed.error.issues
      .map(({ path, message }) => `${path.join(".")}: ${message}`)
      .join("; ");
    const content = JSON.stringify(found);
    db.insert(setAside).values({ source: "webhook_deliveries", content, problem, at }).run();
    removeDelivery(db, found.id);
  }
  return { deliveries, unreadable: rows.length - deliveries.length };
};

/** Keeps a delivery as it is now. */
export const saveDelivery = (db: Db, delivery: Delivery): void => {
  const { failures, nextAt } = delivery;
  db.insert(webhookDeliveries)
    .values(delivery)
    .onConflictDoUpdate({ target: webhookDeliveries.id, set: { failures, nextAt } })
    .run();
};

/** Forgets a delivery. */
export const removeDelivery = (db: Db, id: string): void => {
  db.delete(webhookDeliveries).where(eq(webhookDeliveries.id, id)).run();
};

/** Keeps these, and no others. */
export const replaceDeliveries = (db: Db, deliveries: readonly Delivery[]): void => {
  db.delete(webhookDeliveries).run();
  for (const delivery of deliveries) saveDelivery(db, delivery);
};
