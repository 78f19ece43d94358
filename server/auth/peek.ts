import type { EpochMs } from "../clock.ts";
import { openToRead } from "../db/open.ts";
import type { TokensAtStart } from "./service.ts";
import { loadTokens } from "./store.ts";
import { isUsable } from "./token.ts";

const PATIENCE_MS = 500;

/** What a database file tells of tokens before the server opens it; whatever cannot be told is `unknown`. */
export const peekTokens = (path: string, now: EpochMs): TokensAtStart => {
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
    // A database from before there were tokens, or one that was just made.
    return error instanceof Error && /no such table/.test(String(error.cause ?? error)) ? "none" : "unknown";
  }
};
