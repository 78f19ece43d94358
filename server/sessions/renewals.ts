import type { Clock, MonotonicMs } from "../clock.ts";
import type { SignInFaultKind } from "./fault.ts";
import { areGuildsOld, GUILDS_GOOD_MS, type Session } from "./session.ts";

/** Sessions whose renewals are remembered. */
const MAX_KNOWN = 10_000;

interface Renewal {
  readonly sentAt: MonotonicMs;
  /** null: nothing is known yet of what came of it. */
  readonly fault: SignInFaultKind | null;
}

/** Remembers which browsers were sent to Discord for their servers, so that none is sent round and round. */
export class Renewals {
  readonly #clock: Clock;
  /** By hash of the session. */
  readonly #known = new Map<string, Renewal>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A browser is sent there. Whatever comes of it, the next page does not send it again. */
  noteSent(session: Session): void {
    this.#note(session, null);
  }

  /** It came to nothing. */
  noteFault(session: Session, fault: SignInFaultKind): void {
    this.#note(session, fault);
  }

  noteDone({ hash }: Session): void {
    this.#known.delete(hash);
  }

  /** Whether a page should send the browser there by itself. */
  isDue(session: Session): boolean {
    const sentAt = this.#known.get(session.hash)?.sentAt ?? Number.NEGATIVE_INFINITY;
    const isAgain = this.#clock.monotonic() - sentAt < GUILDS_GOOD_MS;
    return areGuildsOld(session, this.#clock.wall()) && !isAgain;
  }

  /** Why the servers could not be read anew when that was last tried; null: they could, or nobody tried. */
  faultOf(session: Session): SignInFaultKind | null {
    if (!areGuildsOld(session, this.#clock.wall())) return null;
    return this.#known.get(session.hash)?.fault ?? null;
  }

  #note({ hash }: Session, fault: SignInFaultKind | null): void {
    this.#known.delete(hash);
    this.#known.set(hash, { sentAt: this.#clock.monotonic(), fault });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}
