/** Tells those who listen which guilds' players may be others. */
export class Changes {
  readonly #hearers = new Set<(guildId: string) => void>();
  readonly #changed = new Set<string>();
  readonly #begin: () => () => void;
  #isTelling = false;
  #end: () => void = () => {};

  /** @param begin listens to the library, for as long as anybody listens here; the result ends it */
  constructor(begin: () => () => void) {
    this.#begin = begin;
  }

  /** Calls back with the guild; the result ends it. */
  listen(onChange: (guildId: string) => void): () => void {
    const hear = (guildId: string) => onChange(guildId);
    this.#hearers.add(hear);
    if (this.#hearers.size === 1) this.#end = this.#begin();
    return () => {
      if (this.#hearers.delete(hear) && this.#hearers.size === 0) this.#end();
    };
  }

  /** One change makes a library say several things at once: they are told as one. */
  tell(guildId: string): void {
    this.#changed.add(guildId);
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      const guildIds = [...this.#changed];
      this.#changed.clear();
      for (const hear of this.#hearers) for (const id of guildIds) hear(id);
    });
  }
}
