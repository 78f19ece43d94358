import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "better-sqlite3";
import { codeOf } from "./fault.ts";
import type { Place } from "./place.ts";
import { freeName } from "./set-aside.ts";

/** What became of a database whose files were taken away. */
export type Rescued =
  /** All it held is in its place again. */
  | { readonly kind: "restored" }
  /** Another file has its place; all it held is in this copy. */
  | { readonly kind: "replaced"; readonly copy: string }
  /** It could not be copied for want of room, or because it is damaged. */
  | { readonly kind: "lost"; readonly code: string };

/** Pages that are copied before other work gets its turn: 1 MiB. */
const PAGES_PER_TURN = 256;

/**
 * Copies back what an open database holds whose files were deleted or replaced; the live grid goes on meanwhile.
 * Nothing is written through the connection from here on.
 * @throws Error where it may work later
 */
export const rescue = async (sqlite: Database.Database, place: Place): Promise<Rescued> => {
  const { path } = place;
  const copy = `${path}.rescue`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(copy, { force: true });
  let lost: string | null = null;
  try {
    await sqlite.backup(copy, { progress: () => PAGES_PER_TURN });
  } catch (error) {
    rmSync(copy, { force: true });
    lost = codeOf(error);
    if (!/^SQLITE_(?:FULL|CORRUPT|NOTADB)/.test(lost)) throw error;
  }
  // The log of changes must not meet another database; all that it holds is in the copy.
  if (place.isLogOwn) for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  if (lost !== null) return { kind: "lost", code: lost };
  if (existsSync(path) && !place.isOwn) {
    const aside = freeName(path, "replaced");
    renameSync(copy, aside);
    return { kind: "replaced", copy: aside };
  }
  renameSync(copy, path);
  return { kind: "restored" };
};
