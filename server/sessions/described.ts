import { documented, type Parameter } from "../http/openapi.ts";
import { type SessionView, sessionViewSchema } from "./session-view.ts";

const PAGE = "text/html";

const CODE: Parameter = {
  in: "path",
  name: "code",
  description: "of a one-time link that a bot gave",
  example: "Wq3nT0aXcR5vB8yZ2kLmP7dF4gH1jS6uE9oI0tN-qYs",
};
const TO: Parameter = {
  in: "query",
  name: "to",
  description: "where to come back to, a path of this server; default `/`",
  example: "/servers/81384788765712384",
};
const GIVEN_BY_DISCORD: readonly Parameter[] = [
  {
    in: "query",
    name: "code",
    description: "Discord's, good once",
    example: "NhhvTDYsFcdgNLnnLijcl7Ku7bEEeee",
  },
  { in: "query", name: "state", description: "as it was sent there", example: "15773059ghq9183habn" },
  { in: "query", name: "error", description: "why there is no code", example: "access_denied" },
];

const SIGNED_IN: SessionView = {
  canSignIn: true,
  viewer: {
    userId: "80351110224678912",
    name: "Nelly",
    avatar: null,
    via: "session",
    isStaff: false,
    guilds: [{ id: "81384788765712384", name: "Tea House", icon: null, isManager: true }],
    guildsAt: 1_795_248_001_000,
    isRenewalDue: false,
    renewalFault: null,
    endsAt: 1_795_334_401_000,
  },
};

const signOut = (where: string) =>
  documented({
    tag: "sign-in",
    summary: `Sign out ${where}`,
    description: "Streams and WebSockets that it had open end at once. A form gets 303 and the status page.",
    answer: { status: 204, description: "nobody is signed in any more" },
    errors: [403, 503],
    isForSignedIn: true,
    pages: { 303: "to `/`, for a form" },
  });

/** How the ways in and out are documented; most answer people, with pages. */
export const DESCRIBED = {
  signIn: documented({
    tag: "sign-in",
    summary: "Go to Discord to sign in",
    description:
      "For a browser. Whose servers were read too long ago goes there and comes back without a question.",
    parameters: [TO],
    answer: { status: 302, description: "to Discord, or back to `to` where nothing is to be asked there" },
    pages: { 404: "nobody can sign in with Discord here", 503: "not now: why, and when to try again" },
  }),
  callback: documented({
    tag: "sign-in",
    summary: "Come back from Discord",
    description: "The address that Discord's developer portal has to know, under OAuth2, Redirects.",
    parameters: GIVEN_BY_DISCORD,
    answer: { status: 302, description: "signed in, and back to where the sign-in began" },
    pages: {
      400: "it was begun in another browser, was used already, or took too long",
      403: "Discord was not allowed to tell",
      404: "nobody can sign in with Discord here",
      429: "too many wrong codes came from this address",
      502: "Discord does not answer",
      503: "Discord, or this server, asks for patience; see `Retry-After`",
    },
  }),
  signOutHere: signOut("on this browser"),
  signOutEverywhere: signOut("on all browsers"),
  showLink: documented({
    tag: "sign-in",
    summary: "Look at a one-time link",
    description: "Does not use it up: that takes the button of the page.",
    parameters: [CODE],
    answer: { description: "who it is for, and for which server", media: PAGE },
    pages: { 404: "it does not work any more", 429: "too many wrong codes came from this address" },
  }),
  useLink: documented({
    tag: "sign-in",
    summary: "Come in by a one-time link",
    description:
      "Works once, within five minutes, from the page of the link; good for one server of one bot.",
    parameters: [CODE],
    answer: { status: 303, description: "signed in, and to the music of the server" },
    pages: {
      403: "a page of another site sent it",
      404: "it does not work any more",
      429: "too many wrong codes came from this address",
      503: "not now; see `Retry-After`",
    },
  }),
  session: documented({
    tag: "sign-in",
    summary: "Who is signed in on this browser",
    description:
      "`viewer` is null where nobody is; `canSignIn` says whether `/auth/sign-in?to=<path>` leads to Discord. Where " +
      "`isRenewalDue`, the servers were read 10 minutes ago or earlier: the same address reads them anew without a " +
      "question, and comes back whatever Discord says; `renewalFault` says why it came to nothing.",
    answer: { schema: sessionViewSchema, description: "who it is, and in which servers", example: SIGNED_IN },
    errors: [503],
  }),
};
