import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochMs } from "../clock.ts";
import { isDamage } from "../db/fault.ts";
import { openToRead } from "../db/open.ts";
import { damagedBeside, isTorn } from "../db/set-aside.ts";
import { uninherited } from "./inheritance.ts";
import type { TokensAtStart } from "./service.ts";
import { loadTokens } from "./store.ts";
import { isUsable } from "./token.ts";

const PATIENCE_MS = 500;

/** What a database file tells of tokens before the server opens it; whatever cannot be told is `unknown`. */
export const peekTokens = (path: string, now: EpochMs): TokensAtStart => {
  try {
    const damaged = damagedBeside(path);
    const there = tokensIn(path, damaged, now);
    return there === "unknown" ? tokensInCopyOf(path, damaged, now) : there;
  } catch {
    return "unknown";
  }
};

/** A file on a read-only disk, or one that another program holds, can still be copied and read elsewhere. */
const tokensInCopyOf = (path: string, damaged: readonly string[], now: EpochMs): TokensAtStart => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-peek-"));
  try {
    const copy = join(dir, "copy.db");
    for (const suffix of ["", "-wal"]) {
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    }
    return tokensIn(copy, damaged, now);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const tokensIn = (path: string, damaged: readonly string[], now: EpochMs): TokensAtStart => {
  const withoutAny = damaged.length > 0 ? "lost" : "none";
  if (isTorn(path)) return "lost";
  try {
    const connection = openToRead(path, PATIENCE_MS);
    if (connection === null) return withoutAny;
    try {
      const { tokens, unreadable } = loadTokens(connection.db);
      if (tokens.some((token) => isUsable(token, now))) return "usable";
      if (tokens.length > 0 || unreadable > 0) return "unusable";
      return uninherited(connection.db, damaged).length > 0 ? "lost" : "none";
    } finally {
      connection.close();
    }
  } catch (error) {
    if (isDamage(error)) return "lost";
    // A database from before there were tokens, or one that was just made.
    const fault = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return fault instanceof Error && /no such table/.test(fault.message) ? withoutAny : "unknown";
  }
};
