import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { isDamage } from "./fault.ts";
import { Place } from "./place.ts";
import { type Rescued, rescue } from "./rescue.ts";
import * as schema from "./schema.ts";
import { damagedBeside } from "./set-aside.ts";

/** A query runner over the project's tables; all of it is synchronous. */
export type Db = BetterSQLite3Database<typeof schema>;

/** Longer than the command line holds the database for one write; in a long fault it is lost at each try. */
const MOMENT_MS = 5;

/** An open database and the way to close it. */
export interface Connection {
  readonly db: Db;
  close(): void;
}

/** A connection of the server, which must notice what happens to its files. */
export interface ServerConnection extends Connection {
  /** null: it is in memory. */
  readonly place: Place | null;
  /** Paths of all damaged databases that were set aside beside it, then or earlier. */
  readonly damaged: readonly string[];
  /** Copies back what it holds, after its files were taken away. */
  rescue(): Promise<Rescued>;
}

export interface OpenOptions {
  readonly sync: "normal" | "full";
  readonly migrationsDir: string;
  readonly patienceMs: number;
  /** For a program beside the server: it waits, and leaves it to the server to write changes into the main file. */
  readonly staysPatient?: boolean;
  /** Called before a damaged file is closed. */
  readonly onDamage?: () => void;
}

/**
 * Opens the database file, made with its folder where missing, and applies the migrations.
 * @param options.sync `normal` survives any death of the process, `full` a power cut too
 * @param options.patienceMs how long it waits for another program; later writes wait a moment only, for more would
 *   stop the live grid, unless `staysPatient`
 * @throws SqliteError where it is locked, read-only, full or no database
 */
export const openDatabase = (path: string, options: OpenOptions): ServerConnection => {
  const isFile = path !== ":memory:";
  if (isFile) mkdirSync(dirname(resolve(path)), { recursive: true });
  const sqlite = new Database(path, { timeout: options.patienceMs });
  try {
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma(`synchronous = ${options.sync}`);
    sqlite.pragma("foreign_keys = ON");
    const db = drizzle(sqlite, { schema, casing: "snake_case" });
    migrate(db, { migrationsFolder: options.migrationsDir });
    if (options.staysPatient) sqlite.pragma("wal_autocheckpoint = 0");
    else sqlite.pragma(`busy_timeout = ${MOMENT_MS}`);
    const place = isFile ? new Place(resolve(path)) : null;
    return {
      db,
      place,
      damaged: isFile ? damagedBeside(resolve(path)) : [],
      rescue: async () => (place === null ? { kind: "restored" } : rescue(sqlite, place)),
      close: () => sqlite.close(),
    };
  } catch (error) {
    try {
      if (isDamage(error)) options.onDamage?.();
    } finally {
      sqlite.close();
    }
    throw error;
  }
};

/**
 * Opens a database file that is there already to read what it holds, as it is.
 * @returns null where there is no such file
 * @throws SqliteError where it cannot be read
 */
export const openToRead = (path: string, patienceMs: number): Connection | null => {
  if (!existsSync(path)) return null;
  const sqlite = new Database(path, { readonly: true, timeout: patienceMs });
  return { db: drizzle(sqlite, { schema, casing: "snake_case" }), close: () => sqlite.close() };
};
