import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import type { Connection, Db } from "./open.ts";
import { monitor } from "./table.ts";
import { type Ticket, Waiters } from "./waiters.ts";

/** One change to be written; large ones come in several, so that no transaction holds up the grid. */
type Write = (db: Db) => void;

interface Pending {
  readonly ticket: Ticket;
  readonly write: Write;
  /** How many rows it holds. */
  readonly rows: number;
}

/** How long an answer waits for a first fault to pass; while the fault lasts, only for the next try. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 200;
/** How long the first opening waits for another program; a later one tries again instead. */
const OPENING_PATIENCE_MS = 500;
/** A transaction takes no more writes after this; the rest go into the next one, with room for others between. */
const TRANSACTION_MS = 40;
/** How often the server notes that it is alive; it is also how a fault and its end are noticed at rest. */
const ALIVE_EVERY_MS = 5_000;
/** Past this many waiting rows they are given up, and everything is written anew once it can be. */
const MAX_PENDING_ROWS = 200_000;

/** Codes that say something of the machine or of other programs, not of the write itself. */
const isOutage = (error: unknown): boolean =>
  /^SQLITE_(?:BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM|PERM|AUTH)/.test(
    codeOf(error),
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";

/**
 * Keeps what the domains want kept: owns the connection, puts all writes that wait into one transaction
 * (group commit), and tells when a write is on disk. A fault of the database stops nothing else: it is said,
 * the writes wait, and it is tried again until it works.
 */
export class Keeper {
  readonly #parts: {
    readonly open: (patienceMs: number) => Connection;
    readonly clock: Clock;
    readonly events: Events;
    readonly log: Log;
  };
  #connection: Connection | null = null;
  #pending: Pending[] = [];
  #pendingRows = 0;
  readonly #waiters = new Waiters();
  #given: Ticket = 0;
  #kept: Ticket = 0;
  #isScheduled = false;
  #isDegraded = false;
  #hasGivenUp = false;
  #cancelRetry: (() => void) | null = null;
  #cancelAlive: (() => void) | null = null;
  readonly #onOpen: ((db: Db) => void)[] = [];
  readonly #onGivenUp: (() => void)[] = [];

  constructor(parts: { open: (patienceMs: number) => Connection; clock: Clock; events: Events; log: Log }) {
    this.#parts = parts;
  }

  get isDegraded(): boolean {
    return this.#isDegraded;
  }

  /** Calls back with the database once it is open: at `start`, or later when it could not be opened at once. */
  onOpen(load: (db: Db) => void): void {
    this.#onOpen.push(load);
  }

  /** Calls back when writes were given up during a long fault, so that all that matters is written anew. */
  onGivenUp(rewrite: () => void): void {
    this.#onGivenUp.push(rewrite);
  }

  start(): void {
    this.#flush();
    this.#beAlive();
  }

  /** Puts a write of so many rows in line. Ask `whenKept` before anyone is told that it is done. */
  keep(write: Write, rows = 1): Ticket {
    this.#given += 1;
    this.#pending.push({ ticket: this.#given, write, rows });
    this.#pendingRows += rows;
    if (this.#pendingRows > MAX_PENDING_ROWS) this.#giveUp();
    if (!this.#isDegraded) this.#flushSoon();
    return this.#given;
  }

  isKept(ticket: Ticket): boolean {
    return ticket <= this.#kept;
  }

  /**
   * Resolves once the write is on disk.
   * @throws AppError `history_unavailable` where it cannot be kept now
   */
  whenKept(ticket: Ticket): Promise<void> {
    if (this.isKept(ticket)) return Promise.resolve();
    const patientUntil = this.#parts.clock.monotonic() + (this.#isDegraded ? 0 : PATIENCE_MS);
    return this.#waiters.wait(ticket, patientUntil);
  }

  /** Reads, or gives the fallback while the database cannot be read. */
  read<T>(query: (db: Db) => T, fallback: T): T {
    if (this.#connection === null) return fallback;
    try {
      return query(this.#connection.db);
    } catch (error) {
      if (!isOutage(error)) throw error;
      this.#parts.log.warn({ code: codeOf(error) }, "history could not be read");
      return fallback;
    }
  }

  /** Writes what waits, notes the moment, and closes. */
  stop(): void {
    this.#cancelAlive?.();
    this.keep(this.#writeAlive);
    do this.#flush();
    while (this.#pending.length > 0 && !this.#isDegraded);
    if (this.#pending.length > 0) {
      this.#parts.log.error({ writes: this.#pending.length }, "stopping with changes that could not be kept");
    }
    this.#pending = [];
    this.#cancelRetry?.();
    this.#connection?.close();
    this.#connection = null;
  }

  #flush(): void {
    if (this.#hasGivenUp) {
      this.#hasGivenUp = false;
      for (const rewrite of this.#onGivenUp) rewrite();
    }
    try {
      this.#connection ??= this.#open();
      const written = this.#writeSome(this.#connection.db);
      this.#pending.splice(0, written.length);
      for (const { rows } of written) this.#pendingRows -= rows;
      this.#settle(written.at(-1)?.ticket ?? this.#kept);
      if (this.#pending.length > 0) this.#flushSoon();
    } catch (error) {
      this.#endure(error);
    }
  }

  #flushSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      // It may have been stopped meanwhile, with everything written.
      if (this.#pending.length > 0) this.#flush();
    });
  }

  #open(): Connection {
    const connection = this.#parts.open(this.#isDegraded ? 0 : OPENING_PATIENCE_MS);
    try {
      for (const load of this.#onOpen) load(connection.db);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Writes as much as fits into one transaction; the result is what was written. */
  #writeSome(db: Db): readonly Pending[] {
    const { clock } = this.#parts;
    const together = (run: (write: Write, ticket: Ticket) => void) => {
      const startedAt = clock.monotonic();
      let count = 0;
      db.transaction(
        () => {
          for (const { write, ticket } of this.#pending) {
            run(write, ticket);
            count += 1;
            if (clock.monotonic() - startedAt > TRANSACTION_MS) break;
          }
        },
        { behavior: "immediate" },
      );
      return this.#pending.slice(0, count);
    };
    try {
      return together((write) => write(db));
    } catch (error) {
      if (isOutage(error)) throw error;
      return together((write, ticket) => this.#writeOrDrop(db, write, ticket));
    }
  }

  /** A write that is wrong in itself is dropped with a log line; it must not hold up the others for ever. */
  #writeOrDrop(db: Db, write: Write, ticket: Ticket): void {
    try {
      db.transaction(() => write(db));
    } catch (error) {
      if (isOutage(error)) throw error;
      this.#parts.log.error({ err: error }, "a write was refused by the database and is dropped");
      this.#waiters.refuse(ticket, new Error("the database refused a write", { cause: error }));
    }
  }

  #settle(upTo: Ticket): void {
    this.#kept = upTo;
    if (this.#isDegraded) {
      this.#isDegraded = false;
      this.#parts.log.info("history is kept again");
      this.#parts.events.emit("history", "ok");
    }
    this.#waiters.settle(upTo);
  }

  #endure(error: unknown): void {
    const { clock, events, log } = this.#parts;
    if (!this.#isDegraded) {
      this.#isDegraded = true;
      log.error(
        { code: codeOf(error), reason: error instanceof Error ? error.message : "unknown" },
        "changes cannot be kept; the live grid goes on, and it is tried again until it works",
      );
      events.emit("history", "degraded");
    }
    this.#waiters.fail(
      clock.monotonic(),
      new AppError("history_unavailable", "the change is shown but cannot be kept right now; send it again", {
        cause: error,
        retryAfterSeconds: 1,
      }),
    );
    this.#cancelRetry?.();
    this.#cancelRetry = clock.after(RETRY_MS, () => this.#flush());
  }

  #giveUp(): void {
    this.#parts.log.error(
      { writes: this.#pending.length },
      "too many changes wait to be kept; their history is given up",
    );
    this.#pending = [];
    this.#pendingRows = 0;
    this.#hasGivenUp = true;
  }

  readonly #writeAlive: Write = (db) => {
    const aliveAt = this.#parts.clock.wall();
    db.insert(monitor)
      .values({ id: 1, aliveAt })
      .onConflictDoUpdate({ target: monitor.id, set: { aliveAt } })
      .run();
  };

  #beAlive(): void {
    if (!this.#isDegraded) this.keep(this.#writeAlive);
    this.#cancelAlive = this.#parts.clock.after(ALIVE_EVERY_MS, () => this.#beAlive());
  }
}
