import type { Clock, MonotonicMs } from "../clock.ts";
import type { Opening } from "../db/access.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Db } from "../db/open.ts";
import type { Log } from "../log.ts";
import type { Delivery } from "./delivery.ts";
import { LONGEST_WAIT_MS } from "./retry.ts";
import { loadDeliveries, removeDelivery, replaceDeliveries, saveDelivery } from "./store.ts";

/** More than this would be told to no one who still wants to know. */
const MOST_WAITING = 1_000;

/** A delivery that waits to be sent, or for what comes of it. */
export interface Waiting {
  delivery: Delivery;
  /** Not before this; infinity while it is being kept. */
  dueAt: MonotonicMs;
  isUnderWay: boolean;
}

export interface OutboxParts {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when there may be more to send. */
  readonly onMore: () => void;
  /** Called with one that was dropped, for too many wait. */
  readonly onFull: (dropped: Delivery, limit: number) => void;
}

/** The deliveries that wait: in memory, and kept until they are removed. */
export class Outbox {
  readonly #parts: OutboxParts;
  /** By id, the oldest first. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    const { keeper } = parts;
    keeper.onOpen((db, opening) => this.#load(db, opening));
    keeper.onGivenUp(() => {
      keeper.keep((db) => replaceDeliveries(db, this.#deliveries()), this.#waiting.size + 1);
    });
  }

  /** Those that are not under way, the next first. */
  inOrder(): Waiting[] {
    return [...this.#waiting.values()]
      .filter(({ isUnderWay }) => !isUnderWay)
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  /** Takes in a new one, which is due once it is kept. */
  add(delivery: Delivery): void {
    const { clock, keeper, onMore } = this.#parts;
    const waiting = { delivery, dueAt: Number.POSITIVE_INFINITY, isUnderWay: false };
    this.#waiting.set(delivery.id, waiting);
    const isDue = () => {
      waiting.dueAt = clock.monotonic();
      onMore();
    };
    // Where it cannot be kept, which the keeper says, it is sent all the same.
    keeper.whenKept(keeper.keep((db) => saveDelivery(db, delivery))).then(isDue, isDue);
    this.#makeRoom();
  }

  /** Notes a try that failed; the next is due in so long. */
  postpone(waiting: Waiting, waitMs: number): void {
    const { clock, keeper } = this.#parts;
    const { failures } = waiting.delivery;
    const delivery = { ...waiting.delivery, failures: failures + 1, nextAt: clock.wall() + waitMs };
    waiting.delivery = delivery;
    waiting.dueAt = clock.monotonic() + waitMs;
    keeper.keep((db) => saveDelivery(db, delivery));
  }

  remove({ id }: Delivery): void {
    this.#waiting.delete(id);
    this.#parts.keeper.keep((db) => removeDelivery(db, id));
  }

  #deliveries(): Delivery[] {
    return [...this.#waiting.values()].map(({ delivery }) => delivery);
  }

  #load(db: Db, { isFirst, isOther }: Opening): void {
    // Otherwise it holds nothing that is not known here, but perhaps what was sent long since.
    if (!isFirst && !isOther) return;
    const { clock, log, onMore } = this.#parts;
    const [now, wall] = [clock.monotonic(), clock.wall()];
    const { deliveries, unreadable } = loadDeliveries(db, wall);
    if (unreadable > 0) {
      log.warn(
        { rows: unreadable },
        "deliveries to the webhook made no sense; they are in the table set_aside",
      );
    }
    for (const delivery of deliveries) {
      if (this.#waiting.has(delivery.id)) continue;
      const waitMs = Math.min(Math.max(delivery.nextAt - wall, 0), LONGEST_WAIT_MS);
      this.#waiting.set(delivery.id, { delivery, dueAt: now + waitMs, isUnderWay: false });
    }
    this.#makeRoom();
    onMore();
  }

  /** The oldest go first, but that a machine can go is told before all else: nobody else would end it. */
  #makeRoom(): void {
    if (this.#waiting.size <= MOST_WAITING) return;
    const idle = [...this.#waiting.values()].filter(({ isUnderWay }) => !isUnderWay);
    const lasting = idle.filter(({ delivery }) => delivery.event === "node.retired");
    for (const { delivery } of [...idle.filter((waiting) => !lasting.includes(waiting)), ...lasting]) {
      if (this.#waiting.size <= MOST_WAITING) return;
      this.remove(delivery);
      this.#parts.onFull(delivery, MOST_WAITING);
    }
  }
}
