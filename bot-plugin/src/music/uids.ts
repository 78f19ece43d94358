import { randomUUID } from "node:crypto";

/** Names entries of queues, by the objects that they are: an entry keeps its uid wherever it moves. */
export class Uids {
  readonly #uids = new WeakMap<object, string[]>();

  /** One for each entry, all different: an object that is there several times has as many. */
  of(entries: readonly unknown[]): string[] {
    const seen = new Map<unknown, number>();
    return entries.map((entry) => {
      const occurrence = seen.get(entry) ?? 0;
      seen.set(entry, occurrence + 1);
      return this.#uidOf(entry, occurrence);
    });
  }

  #uidOf(entry: unknown, occurrence: number): string {
    // What is no object can have no name that lasts.
    if (typeof entry !== "object" || entry === null) return randomUUID();
    const known = this.#uids.get(entry) ?? [];
    if (known.length === 0) this.#uids.set(entry, known);
    const uid = known[occurrence] ?? randomUUID();
    known[occurrence] = uid;
    return uid;
  }
}
