import { html } from "hono/html";
import { initialsOf, RENEWAL_WORDS, type RenewalFault } from "#web/words/server-words.ts";
import { spanWords } from "#web/words/time.ts";
import type { Html } from "./cluster-section.ts";

/** Someone who is signed in. */
export interface Person {
  readonly name: string;
  readonly isStaff: boolean;
  /** A link of a bot let them in, for one server. */
  readonly isByLink: boolean;
  /** Since when their servers are known (epoch ms), and why not since; null: they are known well enough. */
  readonly oldGuilds: { readonly at: number; readonly fault: RenewalFault | null } | null;
}

/** What the page knows of who looks at it. */
export interface People {
  /** Whether people can sign in with Discord here. */
  readonly hasSignIn: boolean;
  readonly viewer: Person | null;
}

const WAYS = {
  discord: {
    in: "with Discord",
    everywhere: "Every phone and computer where you are signed in here is signed out, at once.",
  },
  link: {
    in: "by a link of the bot, for one server",
    everywhere: "Every browser that a link of this bot let you into is signed out, at once.",
  },
} as const;

/** Who is signed in, and the ways out; works without a script. */
export const accountOf = (people: People | null): Html | "" => {
  if (!people?.viewer) return "";
  const { name, isByLink, isStaff } = people.viewer;
  const words = WAYS[isByLink ? "link" : "discord"];
  return html`<div class="account"><button type="button" class="account-button" popovertarget="account"><span class="account-mark" aria-hidden="true">${initialsOf(name)}</span><span class="visually-hidden">Signed in as </span><span class="account-name"><bdi>${name}</bdi></span></button>
<div id="account" class="account-card" popover role="group" aria-label="Your account"><p class="account-who">Signed in as <b><bdi>${name}</bdi></b>, ${words.in}.${isStaff ? " You are staff here." : ""}</p>
<form method="post" action="/auth/sign-out"><button type="submit" class="account-way">Sign out</button></form>
<form method="post" action="/auth/sign-out-everywhere"><button type="submit" class="account-way" aria-describedby="account-everywhere">Sign out everywhere</button><p id="account-everywhere" class="account-note">${words.everywhere}</p></form></div></div>`;
};

/** Says that Discord could not tell someone's servers anew, where that is so. @param to the page's own path; @param now epoch ms */
export const oldGuildsNote = (people: People, to: string, now: number): Html | "" => {
  const old = people.viewer?.oldGuilds ?? null;
  if (old === null || old.fault === null) return "";
  const again = `/auth/sign-in?to=${encodeURIComponent(to)}`;
  return html`<p class="old-servers" role="status">${RENEWAL_WORDS[old.fault]} What is known of your servers is ${spanWords(now - old.at)} old. <a href="${again}">Look again</a></p>`;
};
