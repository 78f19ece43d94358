/** SQLite's code of a fault, or our own; Drizzle wraps the first. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error) return String(error.code);
  return error.cause === undefined ? "unknown" : codeOf(error.cause);
};

/** Not what SQLite says, but what is seen of the files: they were taken away, written over, or damaged too often. */
export class FileFault extends Error {
  readonly code: "DATABASE_MOVED" | "DATABASE_CHANGED" | "DATABASE_DAMAGED_AGAIN";
  constructor(code: FileFault["code"], message: string) {
    super(message);
    this.name = "FileFault";
    this.code = code;
  }
}

/** The file itself is harmed, whatever is done next. Full, held or read-only disks harm no file. */
export const isDamage = (error: unknown): boolean => /^SQLITE_(?:CORRUPT|NOTADB)/.test(codeOf(error));

/** Faults that say something of the machine or of other programs, not of the write itself. */
export const isOutage = (error: unknown): boolean =>
  /^(?:DATABASE_|SQLITE_(?:BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM|PERM|AUTH))/.test(
    codeOf(error),
  );

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_(?:BUSY|LOCKED|PROTOCOL)/,
    "another program holds the database; end it, or wait until it is done",
  ],
  [/^(?:SQLITE_FULL|ENOSPC)/, "the disk is full; make room on it"],
  [
    /^(?:SQLITE_(?:READONLY|PERM|AUTH)|EACCES|EPERM|EROFS)/,
    "this server may not write there; give its user the right to write the file and its folder",
  ],
  [
    /^SQLITE_CANTOPEN/,
    "DATABASE_PATH is nothing that can be opened; look at what is there, and at its folder",
  ],
  [/^SQLITE_IOERR/, "the disk fails; look at the system's log, and save the database elsewhere"],
  [
    /^SQLITE_(?:CORRUPT|NOTADB)/,
    "the file seems damaged; where it is, it is set aside and a new one is made",
  ],
  [
    /^DATABASE_MOVED/,
    "the database was deleted or replaced under the running server; what it held is copied back",
  ],
  [
    /^DATABASE_CHANGED/,
    "another program has written over the database; it is looked through, and set aside where it is damaged",
  ],
  [
    /^DATABASE_DAMAGED_AGAIN/,
    "many damaged databases lie beside this one; look at the disk, and move them elsewhere",
  ],
];

/** What someone who reads the log can do, or what happens by itself. */
export const remedyOf = (error: unknown): string =>
  REMEDIES.find(([codes]) => codes.test(codeOf(error)))?.[1] ?? "look at the reason, and at DATABASE_PATH";
