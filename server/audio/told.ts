/** What somebody was told last of each of many things, so that only news is told. */
export class Told<T> {
  /** By id, as JSON. */
  readonly #texts = new Map<string, string>();

  /** Whether it differs from what was told last, which it then is. @param value null: it is no more */
  isNews(id: string, value: T | null): boolean {
    if (value === null) return this.#texts.delete(id);
    const text = JSON.stringify(value);
    if (this.#texts.get(id) === text) return false;
    this.#texts.set(id, text);
    return true;
  }
}
