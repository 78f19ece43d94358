import type { MonotonicMs } from "../clock.ts";

/** Wrong secrets that one address may send at once; one of them comes back each `GUESS_EVERY_MS`. */
export const GUESSES = 20;
export const GUESS_EVERY_MS = 2_000;
/** The one secret that was last found wrong cannot use up these, however often it comes. */
const GUESSES_FOR_OTHERS = 10;
/** So long after its last right secret, an address is not limited. */
const PROVEN_FOR_MS = 3_600_000;
const PROVEN_GRAIN_MS = 60_000;
const MAX_ADDRESSES = 10_000;
/** The log tells of an address once in this time, and of no two at once. */
const TELL_EVERY_MS = 3_600_000;
const TELL_PAUSE_MS = 1_000;

interface Guesser {
  /** Guesses that it has left at `at`. */
  left: number;
  at: MonotonicMs;
  lastWrong: Buffer | null;
  toldAt: MonotonicMs;
}

/** What became of a secret that was not let in. */
export interface Charge {
  /** 0: it is simply wrong. Above: too many were, and before this no other is looked at. */
  readonly waitMs: number;
  /** Whether it is time for a line in the log. */
  readonly isNews: boolean;
}

/**
 * Limits how many secrets an address may try. Past the limit its secrets are refused without a look: were right ones
 * let in all the same, the number of guesses would not be limited at all, whatever the wrong ones are answered.
 *
 * One address may be many people, so that two things keep a bot from paying for its neighbours. An address from which
 * a right secret came lately is not limited: whoever shares it with a bot at work may guess that bot's secret as fast
 * as the server answers, which a long passphrase and any token withstand. And a program that sends the same wrong
 * secret again and again learns nothing by it, and leaves guesses for those who come with another.
 *
 * Many addresses are as many limits; what holds against all of them together is the length of the secret. The memory
 * is bounded: who guessed longest ago is forgotten first.
 */
export class GuessLimit {
  readonly #guessers = new Map<string, Guesser>();
  /** When a right secret last came, to the minute; in that order. */
  readonly #proven = new Map<string, MonotonicMs>();
  readonly #maxAddresses: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(maxAddresses = MAX_ADDRESSES) {
    this.#maxAddresses = maxAddresses;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#guessers.size + this.#proven.size;
  }

  /** Whether a secret from this address is looked at. */
  mayTry(address: string, now: MonotonicMs): boolean {
    const guesser = this.#guessers.get(address);
    return guesser === undefined || leftAt(guesser, now) >= 1 || this.#isProven(address, now);
  }

  /** A right secret came; cheap, for it comes with each push. */
  noteRight(address: string, now: MonotonicMs): void {
    const before = this.#proven.get(address);
    if (before !== undefined && now - before < PROVEN_GRAIN_MS) return;
    this.#proven.delete(address);
    this.#proven.set(address, now);
    forget(this.#proven, this.#maxAddresses, (at) => now - at > PROVEN_FOR_MS);
  }

  /** A secret was wrong, or not looked at. @param digest of what was sent */
  charge(address: string, digest: Buffer, now: MonotonicMs): Charge {
    const guesser = this.#guessers.get(address) ?? {
      left: GUESSES,
      at: now,
      lastWrong: null,
      toldAt: Number.NEGATIVE_INFINITY,
    };
    const left = leftAt(guesser, now);
    const kept = guesser.lastWrong?.equals(digest) ? GUESSES_FOR_OTHERS : 0;
    const isLimited = left < kept + 1;
    guesser.left = isLimited ? left : left - 1;
    guesser.at = now;
    if (!isLimited) guesser.lastWrong = digest;
    this.#guessers.delete(address);
    this.#guessers.set(address, guesser);
    forget(this.#guessers, this.#maxAddresses, (other) => leftAt(other, now) >= GUESSES);
    if (!isLimited) return { waitMs: 0, isNews: false };
    const isNews = now - guesser.toldAt >= TELL_EVERY_MS && now - this.#toldAt >= TELL_PAUSE_MS;
    if (isNews) {
      guesser.toldAt = now;
      this.#toldAt = now;
    }
    return { waitMs: (kept + 1 - left) * GUESS_EVERY_MS, isNews };
  }

  #isProven(address: string, now: MonotonicMs): boolean {
    const at = this.#proven.get(address);
    return at !== undefined && now - at <= PROVEN_FOR_MS;
  }
}

const leftAt = ({ left, at }: Guesser, now: MonotonicMs): number =>
  Math.min(left + (now - at) / GUESS_EVERY_MS, GUESSES);

/** Drops the first ones, as long as they are past or there are too many. */
const forget = <T>(known: Map<string, T>, max: number, isPast: (value: T) => boolean): void => {
  for (const [address, value] of known) {
    if (known.size <= max && !isPast(value)) return;
    known.delete(address);
  }
};
