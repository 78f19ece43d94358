import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import { Access, type Load, type Open } from "./access.ts";
import { type Pending, type Write, writeBatch } from "./batch.ts";
import { codeOf, isDamage, remedyOf } from "./fault.ts";
import type { Db } from "./open.ts";
import { monitor } from "./table.ts";
import { type Ticket, Waiters } from "./waiters.ts";

/** How long an answer waits for a first fault to pass; while the fault lasts, only for the next try. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 200;
/** How often the server notes that it is alive; it is also how a fault and its end are noticed at rest. */
const ALIVE_EVERY_MS = 5_000;
/** Past this many waiting rows they are given up, and everything is written anew once it can be. */
const MAX_PENDING_ROWS = 200_000;

export interface KeeperParts {
  readonly open: Open;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
}

/**
 * Keeps what the domains want kept: owns the connection, puts all writes that wait into one transaction
 * (group commit), and tells when a write is on disk. A fault of the database stops nothing else: it is said,
 * the writes wait, and it is tried again until it works.
 */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #access: Access;
  #pending: Pending[] = [];
  #pendingRows = 0;
  readonly #waiters = new Waiters();
  #given: Ticket = 0;
  #kept: Ticket = 0;
  #isScheduled = false;
  #isDegraded = false;
  /** What was said last of a fault; each is said once. */
  #saidCode = "";
  #mustRewrite = false;
  #cancelRetry: (() => void) | null = null;
  #cancelAlive: (() => void) | null = null;
  readonly #onGivenUp: (() => void)[] = [];

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#access = new Access(parts.open, parts.log);
  }

  get isDegraded(): boolean {
    return this.#isDegraded;
  }

  /** Calls back with the database whenever it was opened: at `start`, or later; and again when it had to be anew. */
  onOpen(load: Load): void {
    this.#access.onOpen(load);
  }

  /** Calls back when writes were given up, or went with a database that is no more: all that matters is written anew. */
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
    return this.#access.read(query, fallback, (error) => {
      this.#parts.log.warn({ code: codeOf(error) }, "history could not be read");
      if (!isDamage(error)) return;
      if (this.#isDegraded) this.#access.doubt(error);
      else this.#endure(error);
    });
  }

  /** Writes what waits, notes the moment, and closes; at once, unless files have to be copied back first. */
  async stop(): Promise<void> {
    this.#cancelAlive?.();
    this.keep(this.#writeAlive);
    this.#flushAll();
    if (this.#access.rescuing !== null) await this.#access.rescuing;
    if (this.#pending.length > 0) this.#flushAll();
    if (this.#pending.length > 0) {
      this.#parts.log.error({ writes: this.#pending.length }, "stopping with changes that could not be kept");
    }
    this.#pending = [];
    this.#cancelRetry?.();
    this.#access.close();
  }

  #flushAll(): void {
    do this.#flush();
    while (this.#pending.length > 0 && !this.#isDegraded);
  }

  #flush(): void {
    if (this.#access.rescuing !== null) return;
    try {
      const connection = this.#access.use(() => {
        this.#mustRewrite = true;
      });
      if (this.#mustRewrite) this.#rewrite();
      const count = writeBatch(connection, this.#pending, {
        clock: this.#parts.clock,
        onRefused: (ticket, cause) => this.#refuse(ticket, cause),
      });
      const written = this.#pending.splice(0, count);
      for (const { rows } of written) this.#pendingRows -= rows;
      this.#access.trust();
      this.#settle(written.at(-1)?.ticket ?? this.#kept);
      if (this.#pending.length > 0) this.#flushSoon();
    } catch (error) {
      this.#endure(error);
    }
  }

  #rewrite(): void {
    this.#mustRewrite = false;
    for (const rewrite of this.#onGivenUp) rewrite();
  }

  #refuse(ticket: Ticket, cause: unknown): void {
    this.#parts.log.error({ err: cause }, "a write was refused by the database and is dropped");
    this.#waiters.refuse(ticket, new Error("the database refused a write", { cause }));
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

  #settle(upTo: Ticket): void {
    this.#kept = upTo;
    if (this.#isDegraded) {
      this.#isDegraded = false;
      this.#saidCode = "";
      this.#parts.log.info("history is kept again");
      this.#parts.events.emit("history", "ok");
    }
    this.#waiters.settle(upTo);
  }

  #endure(error: unknown): void {
    const { clock, events, log } = this.#parts;
    const code = codeOf(error);
    if (this.#saidCode !== code) {
      this.#saidCode = code;
      const reason = error instanceof Error ? error.message : "unknown";
      log.error(
        { code, reason, remedy: remedyOf(error) },
        "changes cannot be kept; the live grid goes on, and it is tried again until it works",
      );
    }
    if (!this.#isDegraded) {
      this.#isDegraded = true;
      events.emit("history", "degraded");
    }
    this.#access.doubt(error);
    this.#waiters.fail(
      clock.monotonic(),
      new AppError("history_unavailable", "the change is shown but cannot be kept right now; send it again", {
        cause: error,
        retryAfterSeconds: 1,
      }),
    );
    this.#retryLater();
    this.#access.rescuing?.then((isDone) => (isDone ? this.#flush() : this.#retryLater()));
  }

  #retryLater(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#parts.clock.after(RETRY_MS, () => this.#flush());
  }

  #giveUp(): void {
    this.#parts.log.error(
      { writes: this.#pending.length },
      "too many changes wait to be kept; their history is given up",
    );
    this.#pending = [];
    this.#pendingRows = 0;
    this.#mustRewrite = true;
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
