/** How long the steps of a story took, said at its end. */
export class Times {
  readonly #took = new Map<string, number>();

  /** Notes how long it is since `from`, by the monotonic clock. */
  since(from: number, what: string): void {
    this.#took.set(what, performance.now() - from);
  }

  note(ms: number, what: string): void {
    this.#took.set(what, ms);
  }

  say(): void {
    const lines = [...this.#took].map(([what, ms]) => `  ${(ms / 1_000).toFixed(2)} s  ${what}\n`);
    process.stdout.write(`how long it took\n${lines.join("")}`);
  }
}
