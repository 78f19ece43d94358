import type { EpochMs, MonotonicMs } from "../clock.ts";
import type { Ticket } from "../db/waiters.ts";
import type { BootOrder } from "./claim.ts";

/** One run of a bot process, known by the random id it made at its start. */
export interface Boot {
  readonly cluster: string;
  readonly name: string;
  readonly order: BootOrder;
  readonly seenAt: EpochMs;
  /** The highest `seq` that was taken; -1 before the first. */
  seq: number;
  /** The write after which `seq` and all that came with it are kept. */
  ticket: Ticket;
  /** When it said goodbye: what comes after that is late. */
  endedAt: EpochMs | null;
  /** null until heard by this process of the server. */
  heardAt: MonotonicMs | null;
  timeoutMs: number;
}

/** Past this many the boot that was silent for longest is forgotten: a bot that crashes at every start makes many. */
const MAX_BOOTS = 20_000;

/** The boots that reported, in the order in which the server first saw them. */
export class BootBook {
  readonly #byKey = new Map<string, Boot>();
  readonly #byOrder = new Map<BootOrder, Boot>();
  #lastOrder: BootOrder = 0;

  find(cluster: string, name: string): Boot | undefined {
    return this.#byKey.get(`${cluster}/${name}`);
  }

  ofOrder(order: BootOrder): Boot | undefined {
    return this.#byOrder.get(order);
  }

  all(): Iterable<Boot> {
    return this.#byKey.values();
  }

  /**
   * The boot of this name, made as the latest where it was never seen. The order follows the clock, so that boots
   * of an earlier run come before it even when they are put back late.
   */
  see(cluster: string, name: string, seenAt: EpochMs): Boot {
    return (
      this.find(cluster, name) ??
      this.restore({
        cluster,
        name,
        order: Math.max(this.#lastOrder + 1, seenAt),
        seenAt,
        seq: -1,
        endedAt: null,
      })
    );
  }

  /** Puts back a boot that was kept; one that is known already stays as it is. */
  restore(kept: Pick<Boot, "cluster" | "name" | "order" | "seenAt" | "seq" | "endedAt">): Boot {
    const known = this.find(kept.cluster, kept.name);
    if (known !== undefined) return known;
    const order = this.#byOrder.has(kept.order) ? this.#lastOrder + 1 : kept.order;
    const boot: Boot = { ...kept, order, ticket: 0, heardAt: null, timeoutMs: 0 };
    this.#byKey.set(`${boot.cluster}/${boot.name}`, boot);
    this.#byOrder.set(boot.order, boot);
    this.#lastOrder = Math.max(this.#lastOrder, boot.order);
    if (this.#byKey.size > MAX_BOOTS) this.#forgetFirst();
    return boot;
  }

  /** Notes that the boot was heard: the one that was silent for longest is forgotten first. */
  hear(boot: Boot, now: MonotonicMs, timeoutMs: number): void {
    boot.heardAt = now;
    boot.timeoutMs = timeoutMs;
    const key = `${boot.cluster}/${boot.name}`;
    this.#byKey.delete(key);
    this.#byKey.set(key, boot);
  }

  #forgetFirst(): void {
    const [first] = this.#byKey;
    if (first === undefined) return;
    const [key, boot] = first;
    this.#byKey.delete(key);
    this.#byOrder.delete(boot.order);
  }

  /** Boots of a cluster that are not silent and did not say goodbye. */
  countAlive(cluster: string, now: MonotonicMs): number {
    let alive = 0;
    for (const boot of this.#byKey.values()) {
      const isHeard = boot.heardAt !== null && now - boot.heardAt <= boot.timeoutMs;
      if (boot.cluster === cluster && isHeard && boot.endedAt === null) alive += 1;
    }
    return alive;
  }
}
