/** An answer stays fresh for so long. */
const FRESH_MS = 3_000;
const PATIENCE_MS = 6_000;

/** The server answered, but not with what was asked for. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the server answered ${status}`);
    this.status = status;
  }
}

/** Asks the server for JSON, and keeps each answer for a few seconds. */
export class Answers<T> {
  readonly #serverUrl: string;
  readonly #kept = new Map<string, { readonly askedAt: number; readonly answer: Promise<T> }>();

  /** @param serverUrl empty for the page's own server */
  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
  }

  /** Rejects when the server is away, and with a RefusedError when it has no such answer. */
  get(path: string): Promise<T> {
    const now = performance.now();
    const kept = this.#kept.get(path);
    if (kept !== undefined && now - kept.askedAt < FRESH_MS) return kept.answer;
    for (const [old, { askedAt }] of this.#kept) if (now - askedAt >= FRESH_MS) this.#kept.delete(old);
    const answer = this.#ask(path);
    this.#kept.set(path, { askedAt: now, answer });
    answer.catch(() => this.#kept.delete(path));
    return answer;
  }

  async #ask(path: string): Promise<T> {
    const response = await fetch(this.#serverUrl + path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new RefusedError(response.status);
    return response.json();
  }
}
