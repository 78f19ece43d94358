import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { PLACE_OF, type Scope } from "../auth/token.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type AddressOf, isLoopback } from "./address.ts";
import { type Asked, askedIn } from "./asked.ts";
import { GuessLimit } from "./rate-limit.ts";

/** What the sender of a request may do; held as long as its connection. */
export interface Grant {
  /** The token that it came with; null for the passphrase, or where no secret is asked for. */
  readonly tokenId: string | null;
  /** Whether it was given for a secret, so that whoever shows the same one again gets it again. */
  readonly isBySecret: boolean;
  /** Whether this is allowed now, in this cluster or pool of audio nodes; without one: in any. It need not exist. */
  may(scope: Scope, place?: string): boolean;
  /** False once what was shown is revoked, expired or replaced. */
  stands(): boolean;
  /** Notes that it was used; cheap. */
  noteUse(): void;
}

/** `no_secret`: missing or wrong; `cross_site`: a browser was sent here by another site. */
export type GuardVerdict = Grant | "no_secret" | "cross_site";

/**
 * Decides what a request may do.
 * @throws AppError `too_many_guesses` past the limit of wrong secrets, so that no route can forget it; or
 *   `history_unavailable` while the tokens could not be read yet
 */
export type Guard = (asked: Asked) => GuardVerdict;

/** What the guard knows of tokens. */
export interface Tokens {
  /** What the bearer of this text may do; null where it opens nothing. */
  find(text: string): Grant | null;
  /** Whether no token was ever made. */
  isEmpty(): boolean;
}

/** The passphrase, and whoever reaches a server without secrets, may do what bots and staff did before there were tokens. */
const mayReport = (scope: Scope) => scope === "report" || scope === "read";

/** What a proxy adds: behind one, everyone seems to come from this machine. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

const isFromHere = (asked: Asked): boolean => FORWARDED.every((name) => asked.header(name) === undefined);

/** A name of another site that was made to point here is no name of this machine. */
const isNameOfHere = (asked: URL): boolean => isLoopback(asked.hostname.replace(/^\[|\]$/g, ""));

const isOwnOrigin = (origin: string, asked: URL): boolean => origin === asked.origin && isNameOfHere(asked);

/**
 * Whether the bearer may read what is not public. Where no secret is asked for, only who calls this machine by its own
 * name: to read, the pages of a site whose name was made to point here send no `Origin`.
 */
export const isStaff = ({ isBySecret }: Grant, asked: Asked): boolean =>
  isBySecret || isNameOfHere(new URL(asked.url));

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Knows tokens and the passphrase, raw or as a Bearer token, compared in constant time. Without a passphrase, and as
 * long as no token was ever made, whoever reaches a server on loopback may push, except a browser that another site
 * sent: its `Origin` is not this machine.
 *
 * How many wrong secrets an address may send is limited, see `GuessLimit`. A token has 200 random bits, which no number
 * of guesses finds: a good one is let in whatever else came from its address.
 */
export const createGuard = (parts: {
  readonly passphrase: string | null;
  readonly isLoopback: boolean;
  readonly tokens: Tokens;
  readonly addressOf: AddressOf;
  readonly clock: Clock;
  readonly log: Log;
}): Guard => {
  const { tokens, addressOf, clock, log } = parts;
  const limit = new GuessLimit();
  const expected = parts.passphrase === null ? null : digest(parts.passphrase);
  const isOpen = () => expected === null && parts.isLoopback && tokens.isEmpty();
  const byNothing: Grant = {
    tokenId: null,
    isBySecret: false,
    may: mayReport,
    stands: isOpen,
    noteUse: () => {},
  };
  const byPassphrase = (address: string): Grant => ({
    tokenId: null,
    isBySecret: true,
    may: mayReport,
    stands: () => true,
    noteUse: () => limit.noteRight(address, clock.monotonic()),
  });
  return (asked) => {
    if (isOpen() && isFromHere(asked)) {
      const origin = asked.header("origin");
      return origin === undefined || isOwnOrigin(origin, new URL(asked.url)) ? byNothing : "cross_site";
    }
    const given = asked.header("authorization") ?? "";
    const bare = given.replace(/^Bearer +/i, "");
    const grant = tokens.find(bare);
    if (grant !== null) {
      grant.noteUse();
      return grant;
    }
    // Nothing sent is nothing guessed.
    if (bare === "") return "no_secret";
    const address = addressOf(asked);
    const now = clock.monotonic();
    const digested = digest(bare);
    if (expected !== null && limit.mayTry(address, now)) {
      const isBare = timingSafeEqual(digested, expected);
      // A passphrase may itself begin with "Bearer ".
      if (isBare || (given !== bare && timingSafeEqual(digest(given), expected))) {
        limit.noteRight(address, now);
        return byPassphrase(address);
      }
    }
    const { waitMs, isNews } = limit.charge(address, digested, now);
    if (isNews)
      log.warn({ address, ...hintOf(asked, address) }, "too many wrong secrets came from an address");
    if (waitMs > 0) throw tooManyGuesses(waitMs);
    return "no_secret";
  };
};

/** What a route behind `requireScope` finds in its context. */
export interface Granted {
  readonly Variables: { readonly grant: Grant };
}

/**
 * Names the guard at a route, with the scopes of which one is enough: 401 and 403 come before anything else is looked
 * at. A path's `:cluster` has to be one that the sender may act in; one that does not exist is refused in the same words.
 */
export const requireScope =
  (guard: Guard, ...scopes: readonly [Scope, ...Scope[]]): MiddlewareHandler<Granted> =>
  async (c, next) => {
    const verdict = guard(askedIn(c));
    if (verdict === "no_secret") throw unauthorized();
    if (verdict === "cross_site") {
      throw new AppError(
        "forbidden",
        "pages of other sites may not push; set a PASSPHRASE and push from a program",
      );
    }
    const place = c.req.param("cluster");
    if (!scopes.some((scope) => verdict.may(scope, place))) throw forbidden(...scopes);
    c.set("grant", verdict);
    await next();
  };

/** Behind a proxy that is not believed, everyone counts as one. */
const hintOf = (asked: Asked, address: string) =>
  asked.header("x-forwarded-for") !== undefined &&
  address === asked.remoteAddress && { hint: "is it a proxy of yours? then name it in TRUSTED_PROXIES" };

/** @param waitMs until one more is looked at */
export const tooManyGuesses = (waitMs: number) =>
  new AppError(
    "too_many_guesses",
    "too many wrong secrets came from this address; put right the one that is sent, and come back after Retry-After",
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );

/** The secret is missing or wrong. */
export const unauthorized = () =>
  new AppError(
    "unauthorized",
    "send a token or the server's PASSPHRASE in the Authorization header, as Bearer <secret>",
  );

/** The secret is good, but not for this; says nothing of what exists. */
export const forbidden = (...scopes: readonly [Scope, ...Scope[]]) => {
  const place = PLACE_OF[scopes[0]] === "pools" ? "pool" : "cluster";
  return new AppError(
    "forbidden",
    `this secret may not do that here; it takes a token with scope ${scopes.join(" or ")} for this ${place}`,
  );
};
