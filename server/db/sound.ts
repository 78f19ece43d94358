import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import Database from "better-sqlite3";
import type { Log } from "../log.ts";
import { FileFault, isDamage } from "./fault.ts";
import { type OpenOptions, openDatabase, type ServerConnection } from "./open.ts";
import { isTorn, setAside } from "./set-aside.ts";

/**
 * What is thought of the file: `suspect` after a sign of damage, or when another program has written into it;
 * `condemned` where it was found sound after that and shows damage again.
 */
export type Trust = "trusted" | "suspect" | "condemned";

/** A file that someone still writes, such as a backup being copied back, is left alone until it rests for as long. */
const REST_MS = 500;

const isSound = (path: string): boolean => {
  const { mtimeMs } = statSync(path);
  if (Math.abs(Date.now() - mtimeMs) < REST_MS) {
    throw new FileFault("DATABASE_CHANGED", "the database's file is being written by another program");
  }
  let sqlite: Database.Database | null = null;
  try {
    sqlite = new Database(path, { readonly: true });
    return sqlite.pragma("quick_check(1)", { simple: true }) === "ok";
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  } finally {
    sqlite?.close();
  }
};

const isDamaged = (path: string, trust: Trust): boolean =>
  trust === "condemned" || isTorn(path) || (trust === "suspect" && existsSync(path) && !isSound(path));

/**
 * Opens the database. One that is damaged is set aside first, whole and untouched, and a new one is made.
 * @throws SqliteError where it is locked, read-only or full; FileFault while another program writes it
 */
export const openSound = (
  given: string,
  { log, ...options }: OpenOptions & { readonly log: Log },
  trust: Trust,
): ServerConnection => {
  if (given === ":memory:") return openDatabase(given, options);
  const path = resolve(given);
  const onDamage = () => {
    const aside = setAside(path);
    log.error(
      { setAside: aside },
      `the database was damaged; it is set aside as ${aside} and a new one is made: what is live is written anew, the history of before is only there. sqlite3's .recover may read it`,
    );
  };
  if (isDamaged(path, trust)) onDamage();
  try {
    return openDatabase(path, { ...options, onDamage });
  } catch (error) {
    if (!isDamage(error)) throw error;
    return openDatabase(path, options);
  }
};
