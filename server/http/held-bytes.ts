import { AppError } from "../errors.ts";

const RETRY_AFTER_SECONDS = 1;

/** Counts what many hold at once, and refuses what would be too much. */
export class HeldBytes {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs with a counter of its own; whatever it took is given back when it ends, whatever way. */
  async lend<T>(use: (take: (bytes: number) => void) => Promise<T>): Promise<T> {
    let taken = 0;
    const take = (bytes: number) => {
      if (this.#held + bytes > this.#most) throw tooManyBodies();
      taken += bytes;
      this.#held += bytes;
    };
    try {
      return await use(take);
    } finally {
      this.#held -= taken;
    }
  }
}

const tooManyBodies = () =>
  new AppError("too_many_bodies", "too much is being sent at once; send it again after Retry-After", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
