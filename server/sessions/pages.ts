import { html } from "hono/html";
import type { AppError } from "../errors.ts";
import type { PlainContent } from "../http/plain-page.ts";
import type { SignInFault } from "./fault.ts";
import type { OneTimeLink } from "./one-time-link.ts";

type Html = PlainContent["body"];

const STATUS_WORDS = "Is the bot up? See all shards";

/** What to do next: at most one thing that stands out, and the status page, which works without any of this. */
const next = (first: Html | "" = ""): Html =>
  html`<p class="gate-ways">${first}<a class="quiet-link" href="/">${STATUS_WORDS}</a></p>`;

const signIn = (to: string, words: string): Html =>
  html`<a class="main-button" href="/auth/sign-in?to=${encodeURIComponent(to)}">${words}</a>`;

const SIGNED_IN_STILL = html`<p>You are signed in here all the same, as you were before.</p>`;

/** Nobody can sign in with Discord here. */
export const NOT_SET_UP: PlainContent = {
  title: "Nobody signs in with Discord here",
  status: 404,
  body: html`<p>Whoever runs this page has not connected it with Discord. A bot can let you in all the same: send <code>/panel</code> in your server, and it answers with a link that only you see.</p>${next()}`,
};

/** The sign-in was begun in another browser, or too long ago. @param isSignedIn whether this browser has a session all the same */
export const lostPage = (isSignedIn: boolean): PlainContent => ({
  title: "This sign-in cannot go on",
  status: 400,
  body: html`<p>It was begun in another browser, or more than 10 minutes ago, or this browser keeps no cookies.</p>${
    isSignedIn ? SIGNED_IN_STILL : ""
  }${next(isSignedIn ? "" : signIn("/", "Begin anew"))}`,
});

/**
 * Why nobody was signed in, and what to do.
 * @param isSignedIn whether this browser has a session all the same
 */
export const faultPage = (fault: SignInFault, to: string, isSignedIn = false): PlainContent => {
  const ways = (words: string): Html =>
    isSignedIn
      ? html`${SIGNED_IN_STILL}${next(html`<a class="main-button" href="${to}">Go on</a>`)}`
      : next(signIn(to, words));
  switch (fault.kind) {
    case "denied":
      return {
        title: "You are not signed in",
        status: 403,
        body: html`<p>Discord was not allowed to tell this page who you are. That is all right: the state of the bot is shown to everyone. Only your own servers and their music need to know you.</p>${ways("Sign in after all")}`,
      };
    case "refused":
      return {
        title: "Discord refused this sign-in",
        status: 400,
        body: html`<p>It was used already, or took longer than Discord waits. Going back in the browser does that, too.</p>${ways("Sign in again")}`,
      };
    case "busy": {
      const seconds = Math.ceil(fault.waitMs / 1_000);
      return {
        title: "Discord is busy",
        status: 503,
        headers: { "Retry-After": String(seconds) },
        body: html`<p>It asks us to wait for ${seconds} s before anyone signs in. Nothing is wrong with your account.</p>${ways("Try it again")}`,
      };
    }
    case "trouble":
      return {
        title: "Discord is not answering",
        status: 502,
        body: html`<p>So nobody can sign in right now. The state of the bot can be seen without, and nothing is wrong with your account.</p>${ways("Try it again")}`,
      };
    default:
      return fault.kind satisfies never;
  }
};

/**
 * Asks before a link is used up: what only looks at it, such as a preview in a chat, must not.
 * @param signedIn whom this browser is signed in as; null: nobody
 */
export const linkPage = ({ name, guildName }: OneTimeLink, signedIn: string | null): PlainContent => ({
  title: `Music of ${guildName}`,
  // A page without referrer would send its form with the origin "null". The path is used up by then.
  headers: { "Referrer-Policy": "same-origin" },
  body: html`<p>The bot made this link for <bdi>${name}</bdi>. It opens the music panel of this one server, here in this browser, and works once.</p>${
    signedIn === null
      ? ""
      : html`<p>You are signed in here already, as <bdi>${signedIn}</bdi>. The link ends that: only this one server is shown then.</p>`
  }
<form method="post"><p class="gate-ways"><button type="submit" class="main-button">Open the panel</button></p></form>
<p class="gate-note">Is that not you? Then close this page: whoever opens it steers the music as <bdi>${name}</bdi>.</p>`,
});

/** The link lets nobody in. */
export const DEAD_LINK: PlainContent = {
  title: "This link does not work any more",
  status: 404,
  body: html`<p>A link works once, for five minutes, and until you ask for the next one. Send <code>/panel</code> in your server, and the bot answers with a fresh one that only you see.</p>${next()}`,
};

/** A page of another site sent the form of a link. */
export const OTHER_SITE: PlainContent = {
  title: "Another site sent you here",
  status: 403,
  body: html`<p>So nothing was done, and your link was not used up. Open it as the bot sent it, and press the button there.</p>${next()}`,
};

/** This server cannot do it now. */
export const troublePage = ({ code, retryAfterSeconds = 5 }: AppError): PlainContent => {
  const isCrowd = code === "too_many_guesses" || code === "too_many_viewers";
  return {
    title: isCrowd ? "Too many at once" : "This server is in trouble",
    status: code === "too_many_guesses" ? 429 : 503,
    headers: { "Retry-After": String(retryAfterSeconds) },
    body: html`<p>${
      isCrowd
        ? "Too many came from your address, or from everywhere. Wait a few seconds, then load this page again."
        : "It cannot look up right now who is signed in. Wait a few seconds, then load this page again; the state of the bot can be seen meanwhile."
    }</p>${next()}`,
  };
};

/** A page of another site wants to sign someone out. */
export const SENT_BY_OTHER_SITE: PlainContent = {
  title: "You were not signed out",
  status: 403,
  body: html`<p>Another site asked for that, or a browser that does not say which page asks. Press the button on this site’s own page.</p>${next()}`,
};

/** The session is over, but that could not be written down. */
export const SIGNED_OUT_FOR_NOW: PlainContent = {
  title: "You are signed out, for now",
  status: 503,
  body: html`<p>This browser has forgotten you. The server could not write it down, though: after a restart, your other browsers may be signed in again. Sign out everywhere once more later.</p>${next()}`,
};
