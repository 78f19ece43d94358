import { html } from "hono/html";
import type { PlainContent } from "../http/plain-page.ts";
import type { SignInFault } from "./fault.ts";
import type { OneTimeLink } from "./one-time-link.ts";

const signInAgain = (to: string) =>
  html`<p><a href="/auth/sign-in?to=${encodeURIComponent(to)}">Sign in again</a> · <a href="/">Back to the shards</a></p>`;

const back = html`<p><a href="/">Back to the shards</a></p>`;

/** Nobody can sign in with Discord here. */
export const NOT_SET_UP: PlainContent = {
  title: "There is no sign-in here",
  status: 404,
  body: html`<p>This server is not connected with Discord. Ask the bot for a link: <code>/panel</code>.</p>${back}`,
};

/** The sign-in was begun in another browser, or too long ago. */
export const LOST: PlainContent = {
  title: "This sign-in cannot go on",
  status: 400,
  body: html`<p>It was begun in another browser, or more than 10 minutes ago, or cookies are blocked.</p>${signInAgain("/")}`,
};

/** Why nobody was signed in, and what to do. */
export const faultPage = (fault: SignInFault, to: string): PlainContent => {
  const again = signInAgain(to);
  switch (fault.kind) {
    case "denied":
      return {
        title: "You are not signed in",
        status: 403,
        body: html`<p>Discord was not allowed to tell who you are. The status page works without it.</p>${again}`,
      };
    case "refused":
      return {
        title: "Discord refused this sign-in",
        status: 400,
        body: html`<p>It was used already, or took too long.</p>${again}`,
      };
    case "busy": {
      const seconds = Math.ceil(fault.waitMs / 1_000);
      return {
        title: "Discord is busy",
        status: 503,
        headers: { "Retry-After": String(seconds) },
        body: html`<p>It asks to wait for ${seconds} s.</p>${again}`,
      };
    }
    case "trouble":
      return {
        title: "Discord does not answer",
        status: 502,
        body: html`<p>Nobody can sign in right now. The status page works without it.</p>${again}`,
      };
    default:
      return fault.kind satisfies never;
  }
};

/** Asks before a link is used up: what only looks at it, such as a preview in a chat, must not. */
export const linkPage = ({ name, guildName }: OneTimeLink): PlainContent => ({
  title: `Music of ${guildName}`,
  // A page without referrer would send its form with the origin "null". The path is used up by then.
  headers: { "Referrer-Policy": "same-origin" },
  body: html`<p>This opens the music panel of ${guildName} for ${name}, in this browser. The link works once.</p>
<form method="post"><button type="submit">Open the panel</button></form>${back}`,
});

/** The link lets nobody in. */
export const DEAD_LINK: PlainContent = {
  title: "This link does not work any more",
  status: 404,
  body: html`<p>A link works once, and for five minutes. Ask the bot for another: <code>/panel</code>.</p>${back}`,
};

/** A page of another site sent the form. */
export const OTHER_SITE: PlainContent = {
  title: "This was sent by another site",
  status: 403,
  body: html`<p>Open the link itself, and press the button there.</p>${back}`,
};
