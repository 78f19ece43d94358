import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { FileFault } from "./fault.ts";

/** What SQLite keeps beside a database; none of it may meet another one. */
const COMPANIONS = ["-wal", "-shm", "-journal"] as const;

/** Why a file was set aside; part of its new name. */
export type Cause = "corrupt" | "replaced";

/** A name beside the database that nothing has yet, such as `shardlight.db.corrupt-20260301T120000Z`. */
export const freeName = (path: string, cause: Cause, now = new Date()): string => {
  const moment = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const name = `${path}.${cause}-${moment}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (["", ...COMPANIONS].every((suffix) => !existsSync(`${candidate}${suffix}`))) return candidate;
  }
};

/** A disk that damages every file must not be filled with them. */
const MAX_SET_ASIDE = 20;

/**
 * Renames the damaged database and all that belongs to it. A connection that has it open still must be closed after
 * this: SQLite leaves files alone that were moved, and would else write into them.
 * @returns its new path
 * @throws FileFault where there are too many already
 */
export const setAside = (path: string): string => {
  if (damagedBeside(path).length >= MAX_SET_ASIDE) {
    throw new FileFault("DATABASE_DAMAGED_AGAIN", "too many damaged databases were set aside already");
  }
  const aside = freeName(path, "corrupt");
  for (const suffix of ["", ...COMPANIONS]) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  }
  return aside;
};

/** Paths of the damaged databases that were set aside beside this one. */
export const damagedBeside = (path: string): string[] => {
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  const prefix = `${basename(path)}.corrupt-`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && !COMPANIONS.some((suffix) => name.endsWith(suffix)))
    .map((name) => join(folder, name));
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Whether there is a log of changes without the database that they belong to: SQLite would throw it away. */
export const isTorn = (path: string): boolean => sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0;
