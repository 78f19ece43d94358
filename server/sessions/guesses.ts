import { createHash } from "node:crypto";
import type { MonotonicMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { AddressOf } from "../http/address.ts";
import type { Asked } from "../http/asked.ts";
import type { GuessLimit } from "../http/rate-limit.ts";

/** Counts codes that were none, by address. */
export const guessCharger = (limit: GuessLimit, addressOf: AddressOf, monotonic: () => MonotonicMs) => ({
  /** @throws AppError `too_many_guesses` */
  check: (asked: Asked): void => {
    if (limit.mayTry(addressOf(asked), monotonic())) return;
    throw new AppError(
      "too_many_guesses",
      "too many wrong codes came from this address; try it again in a moment",
      {
        retryAfterSeconds: 2,
      },
    );
  },
  charge: (asked: Asked, code: string): void => {
    limit.charge(addressOf(asked), createHash("sha256").update(code).digest(), monotonic());
  },
});
