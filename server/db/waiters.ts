import type { MonotonicMs } from "../clock.ts";

/** Place of a write in the order of all writes. */
export type Ticket = number;

interface Waiter {
  readonly ticket: Ticket;
  readonly patientUntil: MonotonicMs;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait for a write to be on disk. */
export class Waiters {
  #waiting: Waiter[] = [];

  /** Resolves when `ticket` is on disk; rejects at the first fault at or after `patientUntil`. */
  wait(ticket: Ticket, patientUntil: MonotonicMs): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ ticket, patientUntil, resolve, reject }));
  }

  /** All writes up to `ticket` are on disk. */
  settle(ticket: Ticket): void {
    const done = this.#waiting.filter((waiter) => waiter.ticket <= ticket);
    this.#waiting = this.#waiting.filter((waiter) => waiter.ticket > ticket);
    for (const waiter of done) waiter.resolve();
  }

  /** The write of this ticket will never be on disk: who waits for it, or for more than it, is told. */
  refuse(ticket: Ticket, error: Error): void {
    const refused = this.#waiting.filter((waiter) => waiter.ticket >= ticket);
    this.#waiting = this.#waiting.filter((waiter) => waiter.ticket < ticket);
    for (const waiter of refused) waiter.reject(error);
  }

  /** Nothing could be written at `now`: those who are out of patience are told. */
  fail(now: MonotonicMs, error: Error): void {
    const impatient = this.#waiting.filter((waiter) => now >= waiter.patientUntil);
    this.#waiting = this.#waiting.filter((waiter) => now < waiter.patientUntil);
    for (const waiter of impatient) waiter.reject(error);
  }
}
