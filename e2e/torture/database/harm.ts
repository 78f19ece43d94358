import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { elapsed } from "../../support/until.ts";
import { measure } from "../measure.ts";

const overwrite = (path: string, from: number, bytes: number) => {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(bytes, 0x5a), 0, bytes, from);
  closeSync(file);
};

const PAGE_BYTES = 4_096;

const ALL_HARMS: readonly (readonly [string, (path: string) => void])[] = [
  ["a header overwritten", (path) => overwrite(path, 0, 100)],
  [
    "its pages but the first overwritten",
    (path) => overwrite(path, PAGE_BYTES, statSync(path).size - PAGE_BYTES),
  ],
  ["its end cut off", (path) => truncateSync(path, 2 * PAGE_BYTES)],
  [
    "garbage in its place",
    (path) => writeFileSync(path, "this is not a database, and never was one. ".repeat(400)),
  ],
];

/** What befalls a database's file; all of it leaves the file where it is. */
export const HARMS = ALL_HARMS.slice(0, measure({ short: 2, full: ALL_HARMS.length }));

/** Overwrites the page at which a table or an index begins; all else can be read. */
export const damage = (path: string, name: string) => {
  const database = new Database(path, { readonly: true });
  const page = database.prepare("SELECT rootpage FROM sqlite_master WHERE name = ?").pluck().get(name);
  database.close();
  overwrite(path, (Number(page) - 1) * PAGE_BYTES, PAGE_BYTES);
};

/** The damaged databases that were set aside, without what belongs to them. */
export const setAsideOf = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.corrupt-`) && !/-(?:wal|shm)$/.test(name))
    .map((name) => join(dirname(path), name));

/** Puts all changes into the main file, as other programs may; the harm is then not mended from the log of changes. */
export const checkpoint = async (path: string) => {
  const other = new Database(path);
  other.pragma("wal_checkpoint(TRUNCATE)");
  other.close();
  // The server notices that another program wrote; it waits until the file rests.
  await elapsed(50);
};

/** What SQLite says of a database that nobody has open. */
export const soundness = (path: string): unknown => {
  const database = new Database(path, { readonly: true });
  try {
    return [database.pragma("integrity_check", { simple: true }), database.pragma("foreign_key_check")];
  } finally {
    database.close();
  }
};

export const bytesOf = (path: string): Buffer => readFileSync(path);
