import { and, asc, eq, getTableColumns, isNull, lte, sql } from "drizzle-orm";
import type { z } from "zod";
import type { EpochMs } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { setAside } from "../db/table.ts";
import { secretRow, tokenRow } from "./rows.ts";
import { tokenSecrets, tokens } from "./table.ts";
import { isGood, MAX_SECRETS, type Token, type TokenSecret } from "./token.ts";

/** All tokens, and how many rows made no sense; those open nothing. */
export interface KeptTokens {
  readonly tokens: readonly Token[];
  readonly unreadable: number;
}

/** A file that is looked into before it is migrated, or no longer is, may be from before there were pools. */
const columnsIn = (db: Pick<Db, "select">) => {
  const columns = getTableColumns(tokens);
  const pools = db
    .select({ name: sql<string>`name` })
    .from(sql`pragma_table_info('tokens')`)
    .where(sql`name = ${tokens.pools.name}`);
  return pools.get() === undefined ? { ...columns, pools: sql<string>`'[]'` } : columns;
};

/** Reads all tokens, oldest first. */
export const loadTokens = (db: Db): KeptTokens => {
  let unreadable = 0;
  const sieve = <T>(schema: z.ZodType<T>, rows: readonly unknown[]): T[] =>
    rows.flatMap((row) => {
      const parsed = schema.safeParse(row);
      if (parsed.success) return [parsed.data];
      unreadable += 1;
      return [];
    });
  return db.transaction((tx) => {
    const rows = sieve(tokenRow, tx.select(columnsIn(tx)).from(tokens).orderBy(asc(tokens.createdAt)).all());
    const secrets = new Map<string, TokenSecret[]>();
    for (const { tokenId, hash, untilAt } of sieve(
      secretRow,
      tx.select().from(tokenSecrets).orderBy(asc(tokenSecrets.createdAt)).all(),
    )) {
      secrets.set(tokenId, [...(secrets.get(tokenId) ?? []), { hash, untilAt }]);
    }
    const found = rows.map(
      (row): Token => ({ ...row, secrets: (secrets.get(row.id) ?? []).slice(-MAX_SECRETS) }),
    );
    return { tokens: found, unreadable };
  });
};

/** The statement of every check, prepared once per connection. */
const versions = new WeakMap<Db, { get(): { version: number } | undefined }>();

/** A number that changes whenever another program has changed the database. */
export const dataVersion = (db: Db): number => {
  let statement = versions.get(db);
  if (statement === undefined) {
    statement = db.select({ version: sql<number>`data_version` }).from(sql`pragma_data_version`).prepare();
    versions.set(db, statement);
  }
  return statement.get()?.version ?? 0;
};

const listsOf = ({ scopes, clusters, pools }: Pick<Token, "scopes" | "clusters" | "pools">) => ({
  scopes: JSON.stringify(scopes),
  clusters: clusters && JSON.stringify(clusters),
  pools: pools && JSON.stringify(pools),
});

/** Statements are made before the lock is taken, so that a server beside is held up for as short as can be. */
export const locked = <T>(db: Db, run: () => T): T => db.transaction(run, { behavior: "immediate" });

export const insertToken = (
  db: Db,
  token: Omit<Token, "secrets" | "revokedAt" | "lastUsedAt">,
  hash: string,
): void => {
  const { id, createdAt } = token;
  const addToken = db
    .insert(tokens)
    .values({ ...token, ...listsOf(token) })
    .prepare();
  const addFirst = db.insert(tokenSecrets).values({ hash, tokenId: id, createdAt }).prepare();
  locked(db, () => {
    addToken.run();
    addFirst.run();
  });
};

/** Writes a token as it is known, over what may be there of it. */
export const putToken = (db: Db, { secrets, ...token }: Token): void => {
  const { id: _, ...set } = {
    ...token,
    ...listsOf(token),
  };
  db.insert(tokens)
    .values({ id: token.id, ...set })
    .onConflictDoUpdate({ target: tokens.id, set })
    .run();
  db.delete(tokenSecrets).where(eq(tokenSecrets.tokenId, token.id)).run();
  for (const { hash, untilAt } of secrets) {
    db.insert(tokenSecrets).values({ hash, tokenId: token.id, createdAt: token.createdAt, untilAt }).run();
  }
};

/**
 * Adds a secret; those before it are good until `oldUntilAt`, unless they end earlier.
 * @returns false where too many secrets would be good at once
 */
export const addSecret = (
  db: Db,
  secret: {
    readonly tokenId: string;
    readonly hash: string;
    readonly at: EpochMs;
    readonly oldUntilAt: EpochMs;
  },
): boolean => {
  const { tokenId, hash, at, oldUntilAt } = secret;
  const ofToken = eq(tokenSecrets.tokenId, tokenId);
  const readOld = db.select().from(tokenSecrets).where(ofToken).prepare();
  const endOld = db
    .update(tokenSecrets)
    .set({ untilAt: sql`min(coalesce(${tokenSecrets.untilAt}, ${oldUntilAt}), ${oldUntilAt})` })
    .where(ofToken)
    .prepare();
  const forgetEnded = db
    .delete(tokenSecrets)
    .where(and(ofToken, lte(tokenSecrets.untilAt, at)))
    .prepare();
  const addNew = db.insert(tokenSecrets).values({ hash, tokenId, createdAt: at }).prepare();
  return locked(db, () => {
    const stayGood = oldUntilAt > at ? readOld.all().filter((one) => isGood(one, at)) : [];
    if (stayGood.length >= MAX_SECRETS) return false;
    endOld.run();
    forgetEnded.run();
    addNew.run();
    return true;
  });
};

/** Ends a token and forgets its secrets. */
export const revokeToken = (db: Db, id: string, at: EpochMs): void => {
  const end = db
    .update(tokens)
    .set({ revokedAt: at })
    .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
    .prepare();
  const forgetSecrets = db.delete(tokenSecrets).where(eq(tokenSecrets.tokenId, id)).prepare();
  locked(db, () => {
    end.run();
    forgetSecrets.run();
  });
};

/** Notes when a token was last used. */
export const noteUse = (db: Db, id: string, at: EpochMs): void => {
  db.update(tokens).set({ lastUsedAt: at }).where(eq(tokens.id, id)).run();
};

/** Whether there is any token, of whatever kind. */
export const hasTokens = (db: Db): boolean => db.select().from(tokens).get() !== undefined;

/** How rows about whole databases are told from the others in `set_aside`. */
const WHOLE_DATABASE = "database";

/** Names of the damaged databases of which it is known that no token was left in them. */
export const inheritedNames = (db: Db): ReadonlySet<string> => {
  const rows = db.select().from(setAside).where(eq(setAside.source, WHOLE_DATABASE)).all();
  return new Set(rows.map(({ content }) => content));
};

/** Notes that no token was left in the damaged database of this name. */
export const noteInherited = (db: Db, name: string, at: EpochMs): void => {
  const problem = "damaged; its tokens were carried over";
  db.insert(setAside).values({ source: WHOLE_DATABASE, content: name, problem, at }).run();
};
