import type { Clock, EpochMs } from "../clock.ts";
import type { Opening } from "../db/access.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Db } from "../db/open.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Grant } from "../http/guard.ts";
import type { Log } from "../log.ts";
import { inheritTokens } from "./inheritance.ts";
import { dataVersion, type KeptTokens, loadTokens, noteUse } from "./store.ts";
import {
  isGood,
  isMadeFor,
  isUsable,
  type Lock,
  lockOf,
  nextEndAt,
  type Scope,
  secretIn,
  type TokenSecret,
  tokenIdIn,
} from "./token.ts";

/** How often it is looked whether another program, such as the CLI, has changed the tokens. */
const LOOK_EVERY_MS = 250;
/** The same while the database cannot be read, which is logged each time. */
const LOOK_IN_TROUBLE_EVERY_MS = 5_000;
/** Last use is written no more often than this for each token. */
const NOTE_USE_EVERY_MS = 60_000;

/** What is known of the tokens before the database is open; `lost`: a damaged file may have held some. */
export type TokensAtStart = "none" | "unusable" | "usable" | "lost" | "unknown";

export interface TokenServiceParts {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  readonly atStart: TokensAtStart;
}

/** Knows all tokens, in memory; notices within a moment what the CLI does to them. */
export class TokenService {
  readonly #parts: TokenServiceParts;
  /** By id; null until they were read. Ids come from the database alone, so that no caller can make it grow. */
  #locks: ReadonlyMap<string, Lock> | null = null;
  #version: number | null = null;
  #unreadable = 0;
  #nextEndAt: EpochMs = Number.POSITIVE_INFINITY;
  /** There may have been tokens that nobody can read any more. */
  #areLost = false;
  #lookedAt: EpochMs = Number.NEGATIVE_INFINITY;
  #isTroubled = false;
  #cancelLook: (() => void) | null = null;
  /** By id of a known token. */
  readonly #notedAt = new Map<string, EpochMs>();

  constructor(parts: TokenServiceParts) {
    this.#parts = parts;
    parts.keeper.onOpen((db, opening) => this.#open(db, opening));
  }

  /** Starts to look for what other programs change, and for tokens that end. */
  start(): void {
    this.#cancelLook = this.#parts.clock.after(
      this.#isTroubled ? LOOK_IN_TROUBLE_EVERY_MS : LOOK_EVERY_MS,
      () => {
        this.#look();
        const now = this.#parts.clock.wall();
        // Where the machine's clock was set back, what had ended may be good again, and will end anew.
        if (now >= this.#nextEndAt || now < this.#lookedAt) this.#announce();
        this.#lookedAt = now;
        this.start();
      },
    );
  }

  stop(): void {
    this.#cancelLook?.();
  }

  /**
   * Whether no token was ever made, as far as can be told.
   * @throws AppError `history_unavailable` while that is not known
   */
  isEmpty(): boolean {
    this.#lookNow();
    if (this.#locks !== null) return this.#locks.size === 0 && this.#unreadable === 0 && !this.#areLost;
    if (this.#parts.atStart === "unknown") throw notYet();
    return this.#parts.atStart === "none";
  }

  /**
   * What the bearer of this text may do; null where it is no good secret of a usable token.
   * @throws AppError `history_unavailable` while the tokens could not be read yet
   */
  find(text: string): Grant | null {
    const id = tokenIdIn(text);
    if (id === null) return null;
    this.#lookNow();
    if (this.#locks === null) {
      if (this.#parts.atStart === "none") return null;
      throw notYet();
    }
    const now = this.#parts.clock.wall();
    const lock = this.#locks.get(id);
    const secret = secretIn(lock, text);
    if (lock === undefined || secret === null) return null;
    if (!isUsable(lock.token, now) || !isGood(secret, now)) return null;
    return this.#grantOf(lock, secret);
  }

  #grantOf({ token: { id } }: Lock, { hash }: TokenSecret): Grant {
    const standing = () => {
      const now = this.#parts.clock.wall();
      const token = this.#locks?.get(id)?.token;
      const secret = token?.secrets.find((one) => one.hash === hash);
      return token && secret && isUsable(token, now) && isGood(secret, now) ? token : null;
    };
    return {
      tokenId: id,
      isBySecret: true,
      may: (scope: Scope, place?: string) => {
        const token = standing();
        return token !== null && isMadeFor(token, scope, place);
      },
      stands: () => {
        this.#lookNow();
        return standing() !== null;
      },
      noteUse: () => this.#noteUse(id),
    };
  }

  #noteUse(id: string): void {
    const now = this.#parts.clock.wall();
    const notedAt = this.#notedAt.get(id);
    if (notedAt !== undefined && Math.abs(now - notedAt) < NOTE_USE_EVERY_MS) return;
    this.#notedAt.set(id, now);
    this.#parts.keeper.keep((db) => noteUse(db, id, now));
  }

  /** Before each check, so that what the CLI has answered is true at once; while the database is in trouble, at the next look. */
  #lookNow(): void {
    if (!this.#isTroubled) this.#look();
  }

  #look(): void {
    if (this.#locks === null) return;
    const version = this.#parts.keeper.read(dataVersion, null);
    this.#isTroubled = version === null;
    if (version === null || version === this.#version) return;
    const kept = this.#parts.keeper.read(loadTokens, null);
    this.#isTroubled = kept === null;
    if (kept !== null) this.#take(version, kept);
  }

  #open(db: Db, { isOther, damaged }: Opening): void {
    const { clock, log } = this.#parts;
    const known = this.#locks && {
      tokens: [...this.#locks.values()].map(({ token }) => token),
      unreadable: this.#unreadable + (this.#areLost ? 1 : 0),
    };
    this.#areLost = inheritTokens(db, { known, isOther, damaged, at: clock.wall() }) || this.#areLost;
    if (this.#areLost) {
      log.error(
        { damaged },
        "tokens may have been lost with a damaged database: without a PASSPHRASE nobody pushes before a new token is made. Where there never were any, move the damaged file elsewhere and restart",
      );
    }
    this.#take(dataVersion(db), loadTokens(db));
  }

  #take(version: number, kept: KeptTokens): void {
    if (kept.unreadable > 0 && kept.unreadable !== this.#unreadable) {
      this.#parts.log.error(
        { rows: kept.unreadable },
        "tokens that make no sense open nothing; make new ones",
      );
    }
    this.#version = version;
    this.#unreadable = kept.unreadable;
    this.#locks = new Map(kept.tokens.map((token) => [token.id, lockOf(token)]));
    this.#announce();
  }

  /** Those who hold a grant look whether it still stands. */
  #announce(): void {
    const tokens = [...(this.#locks?.values() ?? [])].map(({ token }) => token);
    this.#nextEndAt = nextEndAt(tokens, this.#parts.clock.wall());
    this.#parts.events.emit("tokens");
  }
}

const notYet = () =>
  new AppError("history_unavailable", "the tokens cannot be read right now; send it again", {
    retryAfterSeconds: 1,
  });
