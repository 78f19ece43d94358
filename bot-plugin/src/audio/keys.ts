/** Names of connections in the music library. Each is used once: libraries end connections late, and by their names. */
export class Keys {
  readonly #used = new Set<string>();
  #later = 1;

  /** The node's id at first, then one that leads with it. */
  next(id: string): string {
    if (!this.#used.has(id)) {
      this.#used.add(id);
      return id;
    }
    this.#later += 1;
    return `${id}~${this.#later}`;
  }
}
