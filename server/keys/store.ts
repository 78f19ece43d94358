import { asc, eq, notInArray } from "drizzle-orm";
import { z } from "zod";
import { KEY_SCOPES } from "#protocol/guild-keys.ts";
import type { EpochMs } from "../clock.ts";
import type { Db } from "../db/open.ts";
import type { GuildKey } from "./key.ts";
import { guildAllowLists, guildKeys } from "./table.ts";

const instant = z.int().min(0).max(8_640_000_000_000_000);

const keyRow = z.object({
  id: z.string().min(1),
  guildId: z.string(),
  label: z.string(),
  scope: z.enum(KEY_SCOPES),
  hash: z.string().regex(/^[\da-f]{64}$/),
  madeBy: z.string(),
  madeByName: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});

/** A guild's allow-list as it is kept. */
export interface AllowList {
  readonly guildId: string;
  readonly networks: readonly string[];
  /** Discord ID. */
  readonly changedBy: string;
  readonly changedAt: EpochMs;
}

const listRow = z.object({
  guildId: z.string(),
  networks: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.array(z.string())),
  changedBy: z.string(),
  changedAt: instant,
});

/** All keys that stand, oldest first; rows that make no sense open nothing. */
export const loadKeys = (db: Db): GuildKey[] =>
  db
    .select()
    .from(guildKeys)
    .orderBy(asc(guildKeys.createdAt))
    .all()
    .flatMap((row) => keyRow.safeParse(row).data ?? []);

/** Writes a key as it is, over what may be there of it. */
export const saveKey = (db: Db, { id, ...set }: GuildKey): void => {
  db.insert(guildKeys)
    .values({ id, ...set })
    .onConflictDoUpdate({ target: guildKeys.id, set })
    .run();
};

/** Notes when a key was last used. */
export const noteKeyUse = (db: Db, id: string, at: EpochMs): void => {
  db.update(guildKeys).set({ lastUsedAt: at }).where(eq(guildKeys.id, id)).run();
};

/** Forgets a key. */
export const deleteKey = (db: Db, id: string): void => {
  db.delete(guildKeys).where(eq(guildKeys.id, id)).run();
};

/** Keeps these keys, and no others. */
export const replaceKeys = (db: Db, known: readonly GuildKey[]): void => {
  db.delete(guildKeys).run();
  for (const key of known) saveKey(db, key);
};

/** Keeps these allow-lists, and no others; null: what is there of that guild's is left as it is. */
export const replaceAllowLists = (db: Db, known: ReadonlyMap<string, AllowList | null>): void => {
  const unreadable = [...known].flatMap(([guildId, list]) => (list === null ? guildId : []));
  db.delete(guildAllowLists).where(notInArray(guildAllowLists.guildId, unreadable)).run();
  for (const list of known.values()) if (list !== null) saveAllowList(db, list);
};

/** All allow-lists; null for a guild whose row makes no sense: nobody is let in by it. */
export const loadAllowLists = (db: Db): ReadonlyMap<string, AllowList | null> =>
  new Map(
    db
      .select()
      .from(guildAllowLists)
      .all()
      .map((row) => [row.guildId, listRow.safeParse(row).data ?? null]),
  );

/** Writes a guild's allow-list; an empty one is removed. */
export const saveAllowList = (db: Db, { guildId, networks, ...by }: AllowList): void => {
  if (networks.length === 0) {
    db.delete(guildAllowLists).where(eq(guildAllowLists.guildId, guildId)).run();
    return;
  }
  const set = { networks: JSON.stringify(networks), ...by };
  db.insert(guildAllowLists)
    .values({ guildId, ...set })
    .onConflictDoUpdate({ target: guildAllowLists.guildId, set })
    .run();
};
