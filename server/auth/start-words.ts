import type { TokensAtStart } from "./service.ts";

/** What is said of a server without a passphrase. */
export const NOTE_WITHOUT_PASSPHRASE = {
  none: "no PASSPHRASE is set: listening on loopback only, and anyone there can push",
  unusable:
    "no PASSPHRASE is set and no token can be used: nobody can push; make one with npx shardlight token create",
  usable: "no PASSPHRASE is set: bots push with tokens",
  lost:
    "no PASSPHRASE is set, and a damaged database may have held tokens: nobody can push without one; make one with " +
    "npx shardlight token create, or set PASSPHRASE",
  unknown:
    "no PASSPHRASE is set: nobody can push before the database can be read and tells whether there are tokens",
} as const satisfies Record<TokensAtStart, string>;

const WITHOUT_SECRET =
  "without a PASSPHRASE or a token the server listens on loopback only, for anyone could push; set PASSPHRASE, make a " +
  "token with npx shardlight token create, or leave HOST out";

const WITHOUT_KNOWING =
  "there is no PASSPHRASE, and the database cannot be read to see whether there is a token; set PASSPHRASE, mend " +
  "DATABASE_PATH, or leave HOST out";

/** Why a server without a passphrase may not listen beyond loopback; null: it may. */
export const faultOfOpenHost = (tokens: TokensAtStart): string | null => {
  // A server whose tokens were lost is closed to everyone: its page is all that it opens.
  if (tokens === "usable" || tokens === "lost") return null;
  return tokens === "unknown" ? WITHOUT_KNOWING : WITHOUT_SECRET;
};
