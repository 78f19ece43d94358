import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochMs } from "../clock.ts";
import { openToRead } from "../db/open.ts";
import type { TokensAtStart } from "./service.ts";
import { loadTokens } from "./store.ts";
import { isUsable } from "./token.ts";

const PATIENCE_MS = 500;

/** What a database file tells of tokens before the server opens it; whatever cannot be told is `unknown`. */
export const peekTokens = (path: string, now: EpochMs): TokensAtStart => {
  const there = tokensIn(path, now);
  return there === "unknown" ? tokensInCopyOf(path, now) : there;
};

/** A file on a read-only disk, or one that another program holds, can still be copied and read elsewhere. */
const tokensInCopyOf = (path: string, now: EpochMs): TokensAtStart => {
  let dir: string | null = null;
  try {
    dir = mkdtempSync(join(tmpdir(), "shardlight-peek-"));
    const copy = join(dir, "copy.db");
    for (const suffix of ["", "-wal"]) {
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    }
    return tokensIn(copy, now);
  } catch {
    return "unknown";
  } finally {
    if (dir !== null) rmSync(dir, { recursive: true, force: true });
  }
};

const tokensIn = (path: string, now: EpochMs): TokensAtStart => {
  try {
    const connection = openToRead(path, PATIENCE_MS);
    if (connection === null) return "none";
    try {
      const { tokens, unreadable } = loadTokens(connection.db);
      if (tokens.some((token) => isUsable(token, now))) return "usable";
      return tokens.length > 0 || unreadable > 0 ? "unusable" : "none";
    } finally {
      connection.close();
    }
  } catch (error) {
    return holdsNone(error) ? "none" : "unknown";
  }
};

/** A database from before there were tokens, one that was just made, or a file that is no database at all. */
const holdsNone = (error: unknown): boolean => {
  const fault = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(fault instanceof Error)) return false;
  return /no such table/.test(fault.message) || ("code" in fault && fault.code === "SQLITE_NOTADB");
};
