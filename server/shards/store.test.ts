import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Db } from "../db/open.ts";
import * as schema from "../db/schema.ts";
import { lastTransitions, saveShard } from "./store.ts";

const MIGRATIONS_DIR = join(import.meta.dirname, "../../migrations");

let sqlite: Database.Database;
let db: Db;
const asked: string[] = [];

/** Applies the migrations whose numbers are from `from` up to but without `to`. */
const migrate = (from: number, to: number) => {
  for (const name of readdirSync(MIGRATIONS_DIR).sort()) {
    const number = Number(/^(\d{4})_.*\.sql$/.exec(name)?.[1] ?? Number.NaN);
    if (number >= from && number < to) sqlite.exec(readFileSync(join(MIGRATIONS_DIR, name), "utf8"));
  }
};

beforeEach(() => {
  asked.length = 0;
  sqlite = new Database(":memory:");
  db = drizzle(sqlite, { schema, casing: "snake_case", logger: { logQuery: (query) => asked.push(query) } });
});
afterEach(() => sqlite.close());

const row = (shardId: number) => ({
  cluster: "main",
  shardId,
  state: "online" as const,
  sinceAt: 1,
  timeoutMs: 30_000,
  boot: null,
  reason: null,
  isStopped: false,
});
const transition = (shardId: number, at: number) => ({
  cluster: "main",
  shardId,
  from: "starting" as const,
  to: "online" as const,
  at,
  cause: "report" as const,
  reason: null,
});
const timesOf = (shardId: number, limit = 20) =>
  lastTransitions(db, "main", shardId, limit).map(({ at }) => at);

test("a shard's last transitions are found, latest first, among those of others", () => {
  migrate(0, 1_000);
  saveShard(db, row(1), [transition(1, 1)]);
  saveShard(db, row(2), [transition(2, 2), transition(2, 3)]);
  saveShard(db, row(1), [transition(1, 4)]);
  saveShard(db, row(1), []);
  saveShard(db, row(2), [transition(2, 5)]);
  expect([timesOf(1), timesOf(2), timesOf(2, 2), timesOf(3)]).toEqual([[4, 1], [5, 3, 2], [5, 3], []]);
});

test("neither a write nor a read looks through all transitions", () => {
  migrate(0, 1_000);
  saveShard(db, row(1), [transition(1, 1)]);
  timesOf(1);
  for (const query of asked) {
    const steps = sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`);
    const given = Array.from({ length: query.split("?").length - 1 }, () => 1);
    for (const { detail } of steps.all(...given)) expect(detail, query).not.toMatch(/^SCAN/);
  }
  expect(asked.length).toBeGreaterThan(3);
});

test("what was kept before transitions named each other is found too", () => {
  migrate(0, 3);
  const insert = sqlite.prepare(
    "INSERT INTO transitions (cluster, shard_id, from_state, to_state, at, cause) VALUES (?, ?, 'starting', 'online', ?, 'report')",
  );
  for (const [cluster, shardId, at] of [
    ["main", 1, 1],
    ["main", 2, 2],
    ["patron_1", 1, 3],
    ["main", 1, 4],
  ])
    insert.run(cluster, shardId, at);
  sqlite.exec(
    "INSERT INTO shards SELECT 'main', column1, 'online', 1, 30000, NULL, NULL, 0 FROM (VALUES (1), (2), (9))",
  );
  migrate(3, 4);
  saveShard(db, row(2), [transition(2, 5)]);
  expect([timesOf(1), timesOf(2), timesOf(9)]).toEqual([[4, 1], [5, 2], []]);
});
