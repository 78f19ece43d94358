import { type Stats, statSync } from "node:fs";
import { FileFault } from "./fault.ts";

/** Windows tells the time of a file late while it is open. */
const TELLS_TIME = process.platform !== "win32";

const look = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const isSameFile = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one?.ino === other?.ino && one?.dev === other?.dev;

/**
 * Knows the files of an open database. SQLite writes on into files that were deleted or replaced under it, and reads
 * on from memory what was written over: nothing of that would be there at the next start.
 */
export class Place {
  readonly path: string;
  #main: Stats | undefined;
  readonly #log: Stats | undefined;
  #looksForPresenceAlone = false;

  constructor(path: string) {
    this.path = path;
    this.#main = look(path);
    this.#log = look(`${path}-wal`);
  }

  /** Whether the path still leads to the file that was opened. */
  get isOwn(): boolean {
    return isSameFile(look(this.path), this.#main);
  }

  /** Whether the log of changes beside it is still the one that was opened. */
  get isLogOwn(): boolean {
    return isSameFile(look(`${this.path}-wal`), this.#log);
  }

  /** @throws FileFault where the files are no longer as this server left them */
  check(): void {
    const main = look(this.path);
    if (this.#looksForPresenceAlone && main !== undefined) return;
    if (main === undefined || !isSameFile(main, this.#main) || !this.isLogOwn) {
      throw new FileFault("DATABASE_MOVED", "the database is no longer where it was opened");
    }
    if (main.size !== this.#main?.size || (TELLS_TIME && main.mtimeMs !== this.#main.mtimeMs)) {
      throw new FileFault("DATABASE_CHANGED", "another program has written into the database's file");
    }
  }

  /** From now on only a file that is gone is a fault. */
  lookForPresenceAlone(): void {
    this.#looksForPresenceAlone = true;
  }

  /** After a write of our own: the file is now as this server left it. */
  note(): void {
    const main = look(this.path);
    if (isSameFile(main, this.#main)) this.#main = main;
  }
}
