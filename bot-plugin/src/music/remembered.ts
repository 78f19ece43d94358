/** What came of the last things that were asked, by their ids: what is asked again is not done again. */
export class Remembered<T> {
  readonly #most: number;
  readonly #known = new Map<string, T>();

  /** @param most ids that are kept; the oldest go first */
  constructor(most: number) {
    this.#most = most;
  }

  /** What came of it the first time. */
  get(id: string, make: () => T): T {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(id, made);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= this.#most) break;
      this.#known.delete(oldest);
    }
    return made;
  }
}
