import { and, eq, isNotNull, lt, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { TransitionEntry } from "#protocol/shard-detail.ts";
import { SHARD_STATES } from "#protocol/state.ts";
import type { EpochMs } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { monitor, setAside } from "../db/table.ts";
import type { Transition } from "../events.ts";
import { processes, shards, transitions } from "./table.ts";

const state = z.enum(SHARD_STATES);
const instant = z.int().min(0).max(8_640_000_000_000_000);

const shardRow = z.object({
  cluster: z.string(),
  shardId: z.int().min(0),
  state,
  sinceAt: instant,
  timeoutMs: z.int().min(1),
  boot: z.string().nullable(),
  reason: z.string().nullable(),
  isStopped: z.boolean(),
});
const processRow = z.object({
  cluster: z.string(),
  boot: z.string(),
  seenOrder: z.int().min(1),
  seenAt: instant,
  seq: z.int().min(-1),
  endedAt: instant.nullable(),
});
const transitionRow = z.object({
  fromState: state,
  toState: state,
  at: instant,
  cause: z.enum(["report", "silence", "heartbeat", "goodbye"]),
  reason: z.string().nullable(),
  previousId: z.int().nullable(),
});

export type ShardRow = z.infer<typeof shardRow>;
export type ProcessRow = z.infer<typeof processRow>;

/** A row that made no sense, and why; its content is in the table `set_aside`. */
export interface RowSetAside {
  readonly source: string;
  readonly problem: string;
}

/** What was kept before this start. */
export interface KeptShards {
  readonly shards: readonly ShardRow[];
  readonly processes: readonly ProcessRow[];
  readonly setAside: readonly RowSetAside[];
  /** When this server was last alive; null at the first start. */
  readonly aliveAt: EpochMs | null;
}

/** Boots that own no shard are forgotten after this. */
const FORGET_BOOTS_AFTER_MS = 7 * 86_400_000;

/** Reads all rows, moving those that make no sense into `set_aside`. */
export const loadShards = (db: Db, at: EpochMs): KeptShards => {
  const found: RowSetAside[] = [];
  const sieve = <T>(
    source: string,
    schema: z.ZodType<T>,
    rows: readonly { rowid: number; row: unknown }[],
    remove: (rowid: number) => void,
  ) => {
    const good: T[] = [];
    for (const { rowid, row } of rows) {
      const parsed = schema.safeParse(row);
      if (parsed.success) {
        good.push(parsed.data);
        continue;
      }
      const problem = parsed.error.issues
        .map((issue) => `${issue.path.join(".")}: ${issue.message}`)
        .join("; ");
      db.insert(setAside)
        .values({ source, content: JSON.stringify(row), problem, at })
        .run();
      remove(rowid);
      found.push({ source, problem });
    }
    return good;
  };
  return db.transaction(() => {
    const keptShards = sieve(
      "shards",
      shardRow,
      db.select({ rowid: sql<number>`rowid`, row: shards }).from(shards).all(),
      (rowid) => db.delete(shards).where(sql`rowid = ${rowid}`).run(),
    );
    const owners = db.select({ boot: shards.boot }).from(shards).where(isNotNull(shards.boot));
    db.delete(processes)
      .where(and(lt(processes.seenAt, at - FORGET_BOOTS_AFTER_MS), notInArray(processes.boot, owners)))
      .run();
    const keptProcesses = sieve(
      "processes",
      processRow,
      db.select({ rowid: sql<number>`rowid`, row: processes }).from(processes).all(),
      (rowid) => db.delete(processes).where(sql`rowid = ${rowid}`).run(),
    );
    const aliveAt = db.select().from(monitor).get()?.aliveAt ?? null;
    return { shards: keptShards, processes: keptProcesses, setAside: found, aliveAt };
  });
};

/** The statements of every push, prepared once per connection: building them anew costs ten times the write. */
const prepared = new WeakMap<Db, ReturnType<typeof prepare>>();

const prepare = (db: Db) => {
  const given = sql.placeholder;
  const ofShard = and(eq(shards.cluster, given("cluster")), eq(shards.shardId, given("shardId")));
  return {
    shard: db
      .insert(shards)
      .values({
        cluster: given("cluster"),
        shardId: given("shardId"),
        state: given("state"),
        sinceAt: given("sinceAt"),
        timeoutMs: given("timeoutMs"),
        boot: given("boot"),
        reason: given("reason"),
        isStopped: given("isStopped"),
        lastTransitionId: given("lastTransitionId"),
      })
      .onConflictDoUpdate({
        target: [shards.cluster, shards.shardId],
        set: {
          state: sql`excluded.state`,
          sinceAt: sql`excluded.since_at`,
          timeoutMs: sql`excluded.timeout_ms`,
          boot: sql`excluded.boot`,
          reason: sql`excluded.reason`,
          isStopped: sql`excluded.is_stopped`,
          lastTransitionId: sql`coalesce(excluded.last_transition_id, ${shards.lastTransitionId})`,
        },
      })
      .prepare(),
    transition: db
      .insert(transitions)
      .values({
        cluster: given("cluster"),
        shardId: given("shardId"),
        fromState: given("from"),
        toState: given("to"),
        at: given("at"),
        cause: given("cause"),
        reason: given("reason"),
        previousId: sql`(${db.select({ id: shards.lastTransitionId }).from(shards).where(ofShard)})`,
      })
      .prepare(),
    lastId: db.select({ id: shards.lastTransitionId }).from(shards).where(ofShard).prepare(),
    transitionAt: db
      .select()
      .from(transitions)
      .where(eq(transitions.id, given("id")))
      .prepare(),
  };
};

const statementsOf = (db: Db) => {
  const known = prepared.get(db) ?? prepare(db);
  prepared.set(db, known);
  return known;
};

/** Writes a shard's row as it is now, and how it came there. */
export const saveShard = (db: Db, row: ShardRow, transitions: readonly Transition[]): void => {
  const { shard, transition } = statementsOf(db);
  if (transitions.length === 0) shard.run({ ...row, lastTransitionId: null });
  for (const one of transitions) {
    const { lastInsertRowid } = transition.run({ ...one });
    shard.run({ ...row, lastTransitionId: lastInsertRowid });
  }
};

export const saveProcess = (db: Db, row: ProcessRow): void => {
  const { cluster: _, boot: __, ...set } = row;
  db.insert(processes)
    .values(row)
    .onConflictDoUpdate({ target: [processes.cluster, processes.boot], set })
    .run();
};

/** A shard's last transitions, latest first. */
export const lastTransitions = (
  db: Db,
  cluster: string,
  shardId: number,
  limit: number,
): TransitionEntry[] => {
  const { lastId, transitionAt } = statementsOf(db);
  const found: TransitionEntry[] = [];
  let id = lastId.get({ cluster, shardId })?.id ?? null;
  while (id !== null && found.length < limit) {
    const row = transitionRow.safeParse(transitionAt.get({ id }));
    // What came before a row that makes no sense cannot be found by it.
    if (!row.success) break;
    const { fromState, toState, previousId, ...rest } = row.data;
    found.push({ from: fromState, to: toState, ...rest });
    id = previousId !== null && previousId < id ? previousId : null;
  }
  return found;
};
