import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The key file cannot be used; the message names it and says what to do. */
export class KeyFault extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "KeyFault";
  }
}

/** 32 bytes in base64, as `openssl rand -base64 32` writes them: what is in the file may become `SECRET_KEY` as it is. */
const KEY_BYTES = 32;
const SHAPE = /^[A-Za-z0-9+/]{43}=$/;
const FOR_OWNER = 0o600;
const OTHERS = 0o077;
const IS_WINDOWS = process.platform === "win32";

export const makeKeyText = (): string => randomBytes(KEY_BYTES).toString("base64");

/** Where the key of a database is kept; null for one in memory. */
export const keyFileBeside = (databasePath: string): string | null =>
  databasePath === ":memory:" ? null : join(dirname(resolve(databasePath)), "secret.key");

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "no reason given";

export interface KeyFile {
  readonly text: string;
  /** Its mode lets others than its owner read it. */
  readonly isOpenToOthers: boolean;
}

/**
 * Reads the key file; null where there is none.
 * @throws KeyFault where it cannot be read, or holds no key
 */
export const readKeyFile = (path: string): KeyFile | null => {
  let mode: number;
  let text: string;
  try {
    const file = openSync(path, "r");
    try {
      mode = fstatSync(file).mode;
      text = readFileSync(file, "utf8").trim();
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    const remedy = "let the server's user read it, or set SECRET_KEY";
    throw new KeyFault(`the key file ${path} cannot be read (${codeOf(cause)}): ${remedy}`, { cause });
  }
  if (!SHAPE.test(text)) {
    throw new KeyFault(
      `the key file ${path} is damaged: put it back from a copy; or remove it, and give the audio nodes' passwords again`,
    );
  }
  return { text, isOpenToOthers: !IS_WINDOWS && (mode & OTHERS) !== 0 };
};

/**
 * Makes the key file, in one step and on disk, unless there is one: of several servers that do it at once, one wins.
 * @throws KeyFault where it cannot be written
 */
export const makeKeyFile = (path: string, text: string): void => {
  const draft = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(draft, `${text}\n`, { mode: FOR_OWNER, flag: "wx", flush: true });
      // Unlike a rename, a link never takes the place of a file.
      linkSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
    syncFolder(dirname(path));
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return;
    const remedy = "let the server's user write there, or set SECRET_KEY";
    throw new KeyFault(`the key file ${path} cannot be made (${codeOf(cause)}): ${remedy}`, { cause });
  }
};

/** Windows opens no folders, and keeps their entries by itself. */
const syncFolder = (path: string): void => {
  if (IS_WINDOWS) return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};
