import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The last kept state of each shard. */
export const shards = sqliteTable(
  "shards",
  {
    cluster: text().notNull(),
    shardId: integer().notNull(),
    state: text().notNull(),
    sinceAt: integer().notNull(),
    timeoutMs: integer().notNull(),
    /** The boot that owns the shard; null where it was pushed without one. */
    boot: text(),
    reason: text(),
    isStopped: integer({ mode: "boolean" }).notNull(),
    /** The latest row of `transitions` about it; null before any. */
    lastTransitionId: integer(),
  },
  (table) => [primaryKey({ columns: [table.cluster, table.shardId] })],
);

/**
 * Every change of a shard's state, in order. Each names the one before it of the same shard: an index would have to be
 * written at another place for each shard, which costs more than all the rest of a push.
 */
export const transitions = sqliteTable("transitions", {
  id: integer().primaryKey({ autoIncrement: true }),
  cluster: text().notNull(),
  shardId: integer().notNull(),
  fromState: text().notNull(),
  toState: text().notNull(),
  at: integer().notNull(),
  cause: text().notNull(),
  reason: text(),
  /** Null at the first. */
  previousId: integer(),
});

/** Bot processes that have reported, in the order in which they were first seen. */
export const processes = sqliteTable(
  "processes",
  {
    cluster: text().notNull(),
    boot: text().notNull(),
    seenOrder: integer().notNull(),
    seenAt: integer().notNull(),
    /** The highest `seq` whose changes are kept. */
    seq: integer().notNull(),
    /** When it said goodbye; null while it has not. */
    endedAt: integer(),
  },
  (table) => [primaryKey({ columns: [table.cluster, table.boot] })],
);
