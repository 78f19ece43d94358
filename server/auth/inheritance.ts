import { basename } from "node:path";
import type { EpochMs } from "../clock.ts";
import { isOutage } from "../db/fault.ts";
import { type Db, openToRead } from "../db/open.ts";
import { isTorn } from "../db/set-aside.ts";
import {
  hasTokens,
  inheritedNames,
  type KeptTokens,
  loadTokens,
  locked,
  noteInherited,
  putToken,
} from "./store.ts";

const PATIENCE_MS = 500;

/** Of these damaged databases, those in which tokens may be that are nowhere else. */
export const uninherited = (db: Db, damaged: readonly string[]): readonly string[] => {
  if (damaged.length === 0) return [];
  const inherited = inheritedNames(db);
  return damaged.filter((path) => !inherited.has(basename(path)));
};

/** null where it cannot be read in full. */
const tokensOf = (path: string): KeptTokens | null => {
  // SQLite would throw the log of changes away.
  if (isTorn(path)) return null;
  try {
    const connection = openToRead(path, PATIENCE_MS);
    if (connection === null) return null;
    try {
      const kept = loadTokens(connection.db);
      return kept.unreadable === 0 ? kept : null;
    } finally {
      connection.close();
    }
  } catch (error) {
    const fault = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (isOutage(error) || (fault instanceof Error && /no such table/.test(fault.message))) return null;
    throw error;
  }
};

export interface Estate {
  /** The tokens as they were last read; null where they never were. */
  readonly known: KeptTokens | null;
  /** The database has taken the place of the one that they were read from. */
  readonly isOther: boolean;
  /** Paths of the damaged databases beside it. */
  readonly damaged: readonly string[];
  readonly at: EpochMs;
}

/**
 * Writes the tokens of a database that is no more into the one that has its place: those that are known, else those
 * that can still be read in the damaged file.
 * @returns whether there may be tokens that could not be read: then nobody may push without a secret
 */
export const inheritTokens = (db: Db, { known, isOther, damaged, at }: Estate): boolean => {
  const open = uninherited(db, damaged);
  const mustPut = known !== null && known.tokens.length > 0 && (isOther || !hasTokens(db));
  if (open.length === 0 && !mustPut) return false;
  return locked(db, () => {
    if (mustPut) for (const token of known.tokens) putToken(db, token);
    for (const path of open) {
      const kept = known ?? tokensOf(path);
      if (kept === null || kept.unreadable > 0) continue;
      if (known === null) for (const token of kept.tokens) putToken(db, token);
      noteInherited(db, basename(path), at);
    }
    return uninherited(db, damaged).length > 0;
  });
};
