import type { Logger } from "../options.ts";

/** Troubles that a person should hear of, each once until it is over. */
export type Trouble =
  | "away"
  | "token"
  | "refused"
  | "blocked"
  | "broken"
  | "command"
  | "announce"
  | "look"
  | "rule"
  | `pool ${string}`
  | `node ${string}`;

/** Says a trouble once, however often it is met, and that it is over. A logger that throws does no harm. */
export class Notices {
  readonly #logger: Logger | null;
  readonly #said = new Map<Trouble, string>();

  constructor(logger: Logger | null) {
    this.#logger = logger;
  }

  info(message: string): void {
    this.#say("info", message);
  }

  /** Says it, unless the same was said last of this trouble. */
  trouble(trouble: Trouble, level: "warn" | "error", message: string): void {
    if (this.#said.get(trouble) === message) return;
    this.#said.set(trouble, message);
    this.#say(level, message);
  }

  /** From now on the trouble is news again; true where it had been said. */
  over(...troubles: Trouble[]): boolean {
    return troubles.filter((trouble) => this.#said.delete(trouble)).length > 0;
  }

  #say(level: "info" | "warn" | "error", message: string): void {
    try {
      this.#logger?.[level](`[shardlight] ${message}`);
    } catch {
      // The host's logger is the host's; there is no one left to tell.
    }
  }
}
