import type { Clock } from "../clock.ts";
import { isOutage } from "./fault.ts";
import type { Db, ServerConnection } from "./open.ts";
import type { Ticket } from "./waiters.ts";

/** One change to be written; large ones come in several, so that no transaction holds up the grid. */
export type Write = (db: Db) => void;

/** A write that waits. */
export interface Pending {
  readonly ticket: Ticket;
  readonly write: Write;
  /** How many rows it holds. */
  readonly rows: number;
}

/** A transaction takes no more writes after this; the rest go into the next one, with room for others between. */
const TRANSACTION_MS = 40;

/**
 * Writes as many as fit into one transaction, and none where the files were taken away meanwhile.
 * @param onRefused told of a write that is wrong in itself: it is dropped, for it must not hold up the others for ever
 * @returns how many were written or dropped
 */
export const writeBatch = (
  { db, place }: ServerConnection,
  pending: readonly Pending[],
  {
    clock,
    onRefused,
  }: { readonly clock: Clock; readonly onRefused: (ticket: Ticket, cause: unknown) => void },
): number => {
  const together = (run: (write: Write, ticket: Ticket) => void): number => {
    const startedAt = clock.monotonic();
    let count = 0;
    db.transaction(
      () => {
        for (const { write, ticket } of pending) {
          run(write, ticket);
          count += 1;
          if (clock.monotonic() - startedAt > TRANSACTION_MS) break;
        }
        place?.check();
      },
      { behavior: "immediate" },
    );
    place?.note();
    return count;
  };
  const orRefuse = (write: Write, ticket: Ticket): void => {
    try {
      db.transaction(() => write(db));
    } catch (error) {
      if (isOutage(error)) throw error;
      onRefused(ticket, error);
    }
  };
  try {
    return together((write) => write(db));
  } catch (error) {
    if (isOutage(error)) throw error;
    return together(orRefuse);
  }
};
