import { readFileSync } from "node:fs";

/** Kept free for the database, the log, and files that are served. */
const RESERVED = 64;

/** How many files this process may have open at once, connections included; null where the system does not tell. */
export const openFilesLimit = (path = "/proc/self/limits"): number | null => {
  try {
    const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync(path, "utf8")) ?? [];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
};

/** As many connections as are wished for, where the system has room for them beside the server's own files. */
export const connectionsWithin = (wished: number, limit: number | null): number =>
  limit === null ? wished : Math.min(wished, Math.max(limit - RESERVED, Math.floor(limit / 2)));
