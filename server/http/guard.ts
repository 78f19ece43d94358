import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../errors.ts";

/** `no_secret`: missing or wrong; `cross_site`: a browser was sent here by another site. */
export type GuardVerdict = "ok" | "no_secret" | "cross_site";

/** Decides whether a request may push. */
export type Guard = (c: Context) => GuardVerdict;

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * The passphrase, raw or as a Bearer token, compared in constant time. Without one, whoever reaches the server may
 * push, except a browser that another site sent: its `Origin` is not this host.
 */
export const passphraseGuard = (passphrase: string | null): Guard => {
  if (passphrase === null) {
    return (c) => {
      const origin = c.req.header("origin");
      return origin === undefined || origin === new URL(c.req.url).origin ? "ok" : "cross_site";
    };
  }
  const expected = digest(passphrase);
  return (c) => {
    const given = c.req.header("authorization") ?? "";
    const isRaw = timingSafeEqual(digest(given), expected);
    const isBearer = timingSafeEqual(digest(given.replace(/^Bearer +/i, "")), expected);
    return isRaw || isBearer ? "ok" : "no_secret";
  };
};

/** Names the guard at a route: 401 and 403 come before anything else is looked at. */
export const requirePush =
  (guard: Guard): MiddlewareHandler =>
  async (c, next) => {
    const verdict = guard(c);
    if (verdict === "no_secret") {
      throw new AppError(
        "unauthorized",
        "send the server's PASSPHRASE in the Authorization header, as Bearer <passphrase>",
      );
    }
    if (verdict === "cross_site") {
      throw new AppError(
        "forbidden",
        "pages of other sites may not push; set a PASSPHRASE and push from a program",
      );
    }
    await next();
  };
