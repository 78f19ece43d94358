import type { Log } from "../log.ts";
import { codeOf, FileFault, isDamage, isOutage, remedyOf } from "./fault.ts";
import type { Db, ServerConnection } from "./open.ts";
import type { Rescued } from "./rescue.ts";
import type { Trust } from "./sound.ts";

/** Opens the database, as far as it is trusted; waits for other programs for so long. */
export type Open = (patienceMs: number, trust: Trust) => ServerConnection;

/** What a database that was just opened is to this server. */
export interface Opening {
  /** Nothing was read since the start of the server. */
  readonly isFirst: boolean;
  /** It is another than the one before: new, or put there by someone. */
  readonly isOther: boolean;
  /** Paths of the damaged databases beside it. */
  readonly damaged: readonly string[];
}

/** Reads what is needed from a database that was just opened. */
export type Load = (db: Db, opening: Opening) => void;

/** How long the first opening waits for another program; a later one tries again instead. */
const OPENING_PATIENCE_MS = 500;

/**
 * After so many alarms the file system, or a program that tends the database, is thought to be their cause: some tell
 * other times or numbers of a file than before.
 */
const MAX_ALARMS = 5;

/** Holds the connection: opens it, doubts it where there is reason, and puts right what happened to its files. */
export class Access {
  readonly #open: Open;
  readonly #log: Log;
  readonly #loads: Load[] = [];
  #connection: ServerConnection | null = null;
  #trust: Trust = "trusted";
  #wasFoundSound = false;
  #mustReopen = false;
  #isOther = false;
  #hasOpened = false;
  #hasTried = false;
  /** What was said last of a rescue that failed. */
  #saidCode = "";
  #rescuing: Promise<boolean> | null = null;
  #alarms = 0;
  #isAlarmed = false;

  constructor(open: Open, log: Log) {
    this.#open = open;
    this.#log = log;
  }

  onOpen(load: Load): void {
    this.#loads.push(load);
  }

  /** Tells, once it is over, whether files that were taken away were seen to; null where none are missed. */
  get rescuing(): Promise<boolean> | null {
    return this.#rescuing;
  }

  /**
   * The connection, opened where it has to be.
   * @param onReopened called where it is not the connection of before
   * @throws Error where it cannot be opened
   */
  use(onReopened: () => void): ServerConnection {
    if (this.#connection !== null && !this.#mustReopen) return this.#connection;
    const former = this.#connection;
    const patienceMs = this.#hasTried ? 0 : OPENING_PATIENCE_MS;
    this.#hasTried = true;
    const next = this.#open(patienceMs, this.#trust);
    this.#wasFoundSound ||= this.#trust === "suspect";
    const known = new Set(former?.damaged);
    this.#isOther ||= this.#hasOpened && next.damaged.some((path) => !known.has(path));
    former?.close();
    this.#connection = next;
    this.#mustReopen = true;
    for (const load of this.#loads) {
      load(next.db, { isFirst: !this.#hasOpened, isOther: this.#isOther, damaged: next.damaged });
    }
    if (this.#hasOpened) onReopened();
    next.place?.note();
    if (this.#isAlarmed) this.#countAlarm();
    if (this.#alarms >= MAX_ALARMS) next.place?.lookForPresenceAlone();
    this.#hasOpened = true;
    this.#isOther = false;
    this.#mustReopen = false;
    return next;
  }

  /** Reads, or gives the fallback while the database cannot be read. */
  read<T>(query: (db: Db) => T, fallback: T, onFault: (error: unknown) => void): T {
    if (this.#connection === null) return fallback;
    try {
      return query(this.#connection.db);
    } catch (error) {
      if (!isOutage(error)) throw error;
      onFault(error);
      return fallback;
    }
  }

  /** A write was kept: the file is as good as it seems. */
  trust(): void {
    this.#trust = "trusted";
    this.#wasFoundSound = false;
  }

  /** Draws the consequences of a fault, for the next `use`. */
  doubt(error: unknown): void {
    const isMoved = error instanceof FileFault && error.code === "DATABASE_MOVED";
    const isChanged = error instanceof FileFault && error.code === "DATABASE_CHANGED";
    this.#isAlarmed ||= isMoved || isChanged;
    if (isMoved) this.#rescuing ??= this.#rescue();
    else if (isDamage(error) || isChanged) {
      this.#trust = isDamage(error) && this.#wasFoundSound ? "condemned" : "suspect";
      this.#mustReopen = true;
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  #countAlarm(): void {
    this.#isAlarmed = false;
    this.#alarms += 1;
    if (this.#alarms !== MAX_ALARMS) return;
    this.#log.warn(
      "the database's files change again and again without this server; from now on it notices only when they are gone",
    );
  }

  async #rescue(): Promise<boolean> {
    try {
      const rescued = await this.#connection?.rescue();
      if (rescued !== undefined) this.#takeRescued(rescued);
      this.#mustReopen = true;
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (this.#saidCode !== code) {
        this.#saidCode = code;
        this.#log.error({ code, remedy: remedyOf(error) }, "the database cannot be copied back yet");
      }
      return false;
    } finally {
      this.#rescuing = null;
    }
  }

  #takeRescued(rescued: Rescued): void {
    this.#saidCode = "";
    this.#isOther ||= rescued.kind !== "restored";
    switch (rescued.kind) {
      case "restored":
        this.#log.warn("the database was deleted under the running server; it is back with all that it held");
        break;
      case "replaced":
        this.#log.warn(
          { copy: rescued.copy },
          `another file was put in the database's place and is used from now on; what was there before is in ${rescued.copy}`,
        );
        break;
      case "lost":
        // Its room on the disk is free only now.
        this.close();
        this.#log.error(
          { code: rescued.code },
          "the database was deleted and could not be copied back: its history is lost, what is live is written anew",
        );
        break;
      default:
        rescued satisfies never;
    }
  }
}
