import { type Leak, leaksIn, type Saying } from "./secrets.ts";

/** All that was said and kept in a run, and the secrets of it, which must be nowhere in that. */
export class Transcript {
  readonly #sayings: Saying[] = [];
  readonly #sources: (() => readonly Saying[])[] = [];
  readonly #secrets = new Map<string, string>();

  note(where: string, text: string): void {
    this.#sayings.push({ where, text });
  }

  /** Something whose words are asked for when they are searched. */
  follow(where: string, words: () => string): void {
    this.#sources.push(() => [{ where, text: words() }]);
  }

  /** Likewise, with more than one place. */
  followAll(sayings: () => readonly Saying[]): void {
    this.#sources.push(sayings);
  }

  /** @param name what it opens */
  keepSecret<T extends string>(name: string, secret: T): T {
    this.#secrets.set(name, secret);
    return secret;
  }

  /** Names of all secrets so far. */
  get secrets(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** Where something was heard so far. */
  places(): ReadonlySet<string> {
    return new Set(this.#all().flatMap(({ where, text }) => (text === "" ? [] : where)));
  }

  leaks(): readonly Leak[] {
    return leaksIn(this.#all(), Object.fromEntries(this.#secrets));
  }

  #all(): readonly Saying[] {
    return [...this.#sayings, ...this.#sources.flatMap((ask) => ask())];
  }
}
