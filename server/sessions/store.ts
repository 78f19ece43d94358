import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "../db/open.ts";
import type { OneTimeLink } from "./one-time-link.ts";
import type { Session } from "./session.ts";
import { oneTimeLinks, sessions } from "./table.ts";

const instant = z.int().min(0).max(8_640_000_000_000_000);
const hash = z.string().regex(/^[\da-f]{64}$/);

const sessionRow = z.object({
  hash,
  userId: z.string().min(1),
  name: z.string(),
  avatar: z.string().nullable(),
  via: z.enum(["oauth", "link"]),
  createdAt: instant,
  seenAt: instant,
  guilds: z.string(),
  guildsAt: instant,
  cluster: z.string().nullable(),
});

const linkRow = z.object({
  hash,
  userId: z.string().min(1),
  name: z.string(),
  guildId: z.string().min(1),
  guildName: z.string(),
  cluster: z.string(),
  createdAt: instant,
  usedAt: instant.nullable(),
});

/** A row that makes no sense opens nothing. */
const sieve = <T>(schema: z.ZodType<T>, rows: readonly unknown[]): T[] =>
  rows.flatMap((row) => schema.safeParse(row).data ?? []);

/** All sessions, the oldest first. */
export const loadSessions = (db: Db): Session[] =>
  sieve(sessionRow, db.select().from(sessions).orderBy(asc(sessions.createdAt)).all());

/** All one-time links, the oldest first. */
export const loadLinks = (db: Db): OneTimeLink[] =>
  sieve(linkRow, db.select().from(oneTimeLinks).orderBy(asc(oneTimeLinks.createdAt)).all());

/** Keeps a session as it is now. */
export const saveSession = (db: Db, session: Session): void => {
  const { hash: _, ...set } = session;
  db.insert(sessions).values(session).onConflictDoUpdate({ target: sessions.hash, set }).run();
};

/** Forgets a session. */
export const removeSession = (db: Db, hash: string): void => {
  db.delete(sessions).where(eq(sessions.hash, hash)).run();
};

/** Keeps a link as it is now. */
export const saveLink = (db: Db, link: OneTimeLink): void => {
  db.insert(oneTimeLinks)
    .values(link)
    .onConflictDoUpdate({ target: oneTimeLinks.hash, set: { usedAt: link.usedAt } })
    .run();
};

/** Forgets a link. */
export const removeLink = (db: Db, hash: string): void => {
  db.delete(oneTimeLinks).where(eq(oneTimeLinks.hash, hash)).run();
};

/** Keeps these sessions, and no others. */
export const replaceSessions = (db: Db, known: Iterable<Session>): void => {
  db.delete(sessions).run();
  for (const session of known) saveSession(db, session);
};

/** Keeps these links, and no others. */
export const replaceLinks = (db: Db, known: Iterable<OneTimeLink>): void => {
  db.delete(oneTimeLinks).run();
  for (const link of known) saveLink(db, link);
};
