import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { expect, test } from "vitest";
import * as schema from "../db/schema.ts";
import { lastTransitions } from "./store.ts";

test("a shard's last transitions are found by an index that has them in order", () => {
  const sqlite = new Database(":memory:");
  const asked: { query: string; params: unknown[] }[] = [];
  const logger = { logQuery: (query: string, params: unknown[]) => asked.push({ query, params }) };
  const db = drizzle(sqlite, { schema, casing: "snake_case", logger });
  migrate(db, { migrationsFolder: join(import.meta.dirname, "../../migrations") });

  lastTransitions(db, "main", 5, 20);
  const { query, params } = asked.at(-1) ?? { query: "", params: [] };
  const steps = sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`).all(...params);
  sqlite.close();
  expect(steps.map(({ detail }) => detail)).toEqual([
    expect.stringContaining("USING INDEX transitions_of_shard (cluster=? AND shard_id=?)"),
  ]);
});
