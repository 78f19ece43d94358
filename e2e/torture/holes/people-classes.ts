import type { HoleClass } from "./hole-class.ts";

const PEOPLE = "e2e/torture/people";
const SIGN_IN = "e2e/sign-in/hostile.test.ts";

/** Of signing in, sessions, links and keys. */
export const PEOPLE_CLASSES: readonly HoleClass[] = [
  {
    source: "RFC 9700 (OAuth 2.0 Security) 4.5, 4.7, 4.10, 4.11",
    what: "codes that are injected or come again, sign-ins by another's address, redirects to anywhere",
    tests: [
      [SIGN_IN, "a code that was stolen on its way"],
      [SIGN_IN, "nobody is signed in as someone else by an address"],
      [SIGN_IN, "leads nowhere but to this server"],
      ["e2e/sign-in/discord.test.ts", "a code that comes again opens nothing"],
      ["server/sessions/hostile.test.ts", "signed with a planted key leads nobody to"],
    ],
  },
  {
    source: "CWE-384, CWE-613",
    what: "sessions that were planted, or that never end",
    tests: [
      [SIGN_IN, "has a cookie that nobody could have planted"],
      [SIGN_IN, "one that a neighbour planted opens nothing"],
      ["server/sessions/sign-out.test.ts", "a session ends a week after the sign-in"],
      ["server/sessions/rows.test.ts", "none of those that have expired"],
      ["server/sessions/hostile.test.ts", "stays signed out"],
      [`${PEOPLE}/restored.test.ts`, "brings back no session, no key"],
    ],
  },
  {
    source: "CWE-362, CWE-307",
    what: "one link used by two at once, and links and keys that are guessed",
    tests: [
      [`${PEOPLE}/revoked.test.ts`, "of two who use one link at the same moment one gets in"],
      ["server/sessions/one-time-link.test.ts", "who tries codes is stopped"],
      ["server/keys/guessing.test.ts", "how many wrong keys an address may try is limited"],
    ],
  },
];
