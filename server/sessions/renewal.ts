import type { MiddlewareHandler } from "hono";
import { askedIn } from "../http/asked.ts";
import type { SessionService } from "./service.ts";

/**
 * Before a page about someone's servers: sends a browser whose servers were read too long ago to Discord and back,
 * where nothing is shown to who agreed before. Not for the status page, which must do without Discord.
 */
export const renewed =
  (sessions: SessionService): MiddlewareHandler =>
  async (c, next) => {
    if (!sessions.isRenewalDue(askedIn(c))) return next();
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/auth/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`);
  };
