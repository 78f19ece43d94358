/**
 * Makes a thing once for all who ask for the same within one turn of the event loop, and only after the last of them
 * has asked: what they get is never older than their question, and a crowd costs, and holds, as much as one.
 */
export class OnceForAll<K, T> {
  readonly #asked = new Map<K, Promise<T>>();

  /** @param make run once for a key, that of whoever asked first */
  ask(key: K, make: () => T): Promise<T> {
    const before = this.#asked.get(key);
    if (before !== undefined) return before;
    const made = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#asked.delete(key);
      return make();
    });
    this.#asked.set(key, made);
    return made;
  }
}
