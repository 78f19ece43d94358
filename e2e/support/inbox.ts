/** What came in over a stream, in order, for a test that waits for one thing after the other. */
export class Inbox<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<() => void>();
  #position = 0;
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(...items: readonly T[]): void {
    this.items.push(...items);
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** The next item that fits, from where the last `next` stopped; rejects after `patienceMs` and at the end. */
  next(fits: (item: T) => boolean = () => true, patienceMs = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(patience);
        this.#waiting.delete(look);
        act();
      };
      const fail = (why: string) =>
        finish(() =>
          reject(new Error(`${why}; last: ${JSON.stringify(this.items.slice(-3)).slice(0, 2_000)}`)),
        );
      const look = () => {
        while (this.#position < this.items.length) {
          const item = this.items[this.#position] as T;
          this.#position += 1;
          if (fits(item)) return finish(() => resolve(item));
        }
        if (this.#hasEnded) fail("the stream ended");
      };
      const patience = setTimeout(() => fail(`nothing that fits within ${patienceMs} ms`), patienceMs);
      this.#waiting.add(look);
      look();
    });
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
