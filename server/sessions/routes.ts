import { type Context, Hono } from "hono";
import type { MonotonicMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { AddressOf } from "../http/address.ts";
import { askedIn } from "../http/asked.ts";
import type { PlainPage } from "../http/plain-page.ts";
import { GuessLimit } from "../http/rate-limit.ts";
import { ViewerGate } from "../http/viewer-gate.ts";
import { noSessionCookie, secretInCookies, sessionCookie, signInCookie } from "./cookies.ts";
import { DESCRIBED } from "./described.ts";
import { guessCharger } from "./guesses.ts";
import {
  DEAD_LINK,
  faultPage,
  linkPage,
  lostPage,
  NOT_SET_UP,
  OTHER_SITE,
  SENT_BY_OTHER_SITE,
  SIGNED_OUT_FOR_NOW,
  troublePage,
} from "./pages.ts";
import { pathHere } from "./path-here.ts";
import { newSecret } from "./secret.ts";
import type { SessionService } from "./service.ts";
import { describeSession } from "./session-view.ts";

interface SessionRoutesDeps {
  readonly sessions: SessionService;
  readonly addressOf: AddressOf;
  readonly page: PlainPage;
  /** Of a monotonic clock. */
  readonly monotonic: () => MonotonicMs;
  /** Where someone steers the music of a server. */
  readonly panelPathOf: (guildId: string) => string;
}

/** Sign-ins that wait for Discord at once: each asks it three times, and it counts wrong codes against this server. */
const WAITING = { total: 200, perAddress: 8, instead: "sign in again" } as const;

/** Signing in and out, and who is signed in. */
export const sessionRoutes = ({ sessions, addressOf, page, monotonic, panelPathOf }: SessionRoutesDeps) => {
  const { desk, cookies } = sessions;
  const guesses = guessCharger(new GuessLimit(), addressOf, monotonic);
  const gate = new ViewerGate(WAITING);

  const signOut = (where: "here" | "everywhere") => async (c: Context) => {
    const isForm = isForPerson(c);
    if (cookies === null || !sessions.isFromOwnPage(askedIn(c))) {
      if (isForm) return page(c, SENT_BY_OTHER_SITE);
      throw new AppError("forbidden", "a page of another site, or no page, sent this");
    }
    c.header("Set-Cookie", noSessionCookie(cookies));
    try {
      await sessions.signOut(askedIn(c), where);
    } catch (error) {
      if (isForm && error instanceof AppError && error.code === "history_unavailable")
        return page(c, SIGNED_OUT_FOR_NOW);
      throw error;
    }
    return isForm ? c.redirect("/", 303) : c.body(null, 204);
  };

  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof AppError && isForPerson(c)) return page(c, troublePage(error));
    throw error;
  });
  app.use("/auth/*", async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("Referrer-Policy", "no-referrer");
    await next();
  });
  return app
    .get("/auth/sign-in", DESCRIBED.signIn, async (c) => {
      if (desk === null || cookies === null) return page(c, NOT_SET_UP);
      // The same for all tabs of a browser, so that one does not end what another began.
      const key = secretInCookies(c.req.header("Cookie"), cookies.signIn) ?? newSecret();
      const to = pathHere(c.req.query("to"));
      const start = await desk.begin(key, to, sessions.sessionOf(askedIn(c)));
      switch (start.kind) {
        case "discord":
          c.header("Set-Cookie", signInCookie(cookies, key));
          return c.redirect(start.url);
        case "back":
          return c.redirect(to);
        case "fault":
          return page(c, faultPage(start.fault, to));
        default:
          return start satisfies never;
      }
    })
    .get("/auth/callback", DESCRIBED.callback, async (c) => {
      if (desk === null || cookies === null) return page(c, NOT_SET_UP);
      const asked = askedIn(c);
      guesses.check(asked);
      const key = secretInCookies(c.req.header("Cookie"), cookies.signIn);
      const { searchParams } = new URL(c.req.url);
      const session = sessions.sessionOf(asked);
      const leave = gate.enter(addressOf(asked));
      const outcome = await desk.finish(key, searchParams, session).finally(leave);
      switch (outcome.kind) {
        case "in":
          if (outcome.secret !== null) c.header("Set-Cookie", sessionCookie(cookies, outcome.secret));
          return c.redirect(outcome.to);
        case "lost":
          return page(c, lostPage(session !== null));
        case "fault":
          // Whoever sends codes that are none makes Discord count them against this server.
          if (outcome.fault.kind === "refused") guesses.charge(asked, searchParams.get("code") ?? "");
          return page(c, faultPage(outcome.fault, outcome.to, session !== null));
        default:
          return outcome satisfies never;
      }
    })
    .post("/auth/sign-out", DESCRIBED.signOutHere, signOut("here"))
    .post("/auth/sign-out-everywhere", DESCRIBED.signOutEverywhere, signOut("everywhere"))
    .get("/auth/link/:code", DESCRIBED.showLink, (c) => {
      const asked = askedIn(c);
      guesses.check(asked);
      const code = c.req.param("code");
      const link = cookies === null ? null : sessions.invitations.find(code);
      if (link !== null) return page(c, linkPage(link, sessions.personToShow(asked)?.name ?? null));
      guesses.charge(asked, code);
      return page(c, DEAD_LINK);
    })
    .post("/auth/link/:code", DESCRIBED.useLink, async (c) => {
      const asked = askedIn(c);
      if (cookies === null || !sessions.isFromOwnPage(asked)) return page(c, OTHER_SITE);
      guesses.check(asked);
      const code = c.req.param("code");
      const entered = await sessions.acceptLink(code, asked);
      if (entered === null) {
        guesses.charge(asked, code);
        return page(c, DEAD_LINK);
      }
      c.header("Set-Cookie", sessionCookie(cookies, entered.secret));
      return c.redirect(panelPathOf(entered.guildId), 303);
    })
    .get("/api/session", DESCRIBED.session, (c) => c.json(describeSession(sessions, askedIn(c))));
};

/** Whether a browser shows the answer as a page. */
const isForPerson = (c: Context): boolean => c.req.header("Accept")?.includes("text/html") === true;
