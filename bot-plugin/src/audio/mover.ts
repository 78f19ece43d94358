import type { Timing } from "../transport/timing.ts";

/** Players that move at the same time: each costs its nodes some requests. */
const MOST_AT_ONCE = 5;
/** A move that failed is tried again after this. */
const AGAIN_AFTER_MS = 5_000;

/** Moves a guild's player, and says whether that worked. */
export type Move = () => Promise<boolean>;

/** Moves players, a few at a time, and each guild's no more than once at a time. */
export class Mover {
  readonly #timing: Timing;
  readonly #waiting = new Map<string, Move>();
  readonly #underWay = new Set<string>();
  /** When a failed one may be tried again, monotonic. */
  readonly #notBefore = new Map<string, number>();

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Puts it in line, unless it is there already or failed just now. */
  want(guildId: string, move: Move): void {
    if (this.#underWay.has(guildId)) return;
    const notBefore = this.#notBefore.get(guildId);
    if (notBefore !== undefined && this.#timing.monotonic() < notBefore) return;
    this.#waiting.set(guildId, move);
    this.#next();
  }

  /** Forgets those that wait. */
  clear(): void {
    this.#waiting.clear();
    this.#notBefore.clear();
  }

  #next(): void {
    for (const [guildId, move] of this.#waiting) {
      if (this.#underWay.size >= MOST_AT_ONCE) return;
      this.#waiting.delete(guildId);
      this.#underWay.add(guildId);
      move()
        .catch(() => false)
        .then((hasWorked) => {
          this.#underWay.delete(guildId);
          if (hasWorked) this.#notBefore.delete(guildId);
          else this.#notBefore.set(guildId, this.#timing.monotonic() + AGAIN_AFTER_MS);
          this.#next();
        });
    }
  }
}
