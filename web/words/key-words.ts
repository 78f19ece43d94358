import type { KeyScope } from "#protocol/guild-keys.ts";

/** What a key may do, as a choice says it. */
export const SCOPE_WORDS = {
  read: { name: "Look", hint: "sees what plays and what comes next" },
  control: { name: "Look and steer", hint: "may also do what you may" },
} satisfies Record<KeyScope, { readonly name: string; readonly hint: string }>;

export const KEYS_INTRO =
  "A key lets a program, such as a button box or a script, into this player. Whoever has it can use it.";
export const NO_KEYS_WORDS = "There are no keys yet.";
export const SHOWN_ONCE_WORDS = "Copy it now and keep it safe: it is not shown again.";
export const REVOKE_WORDS = "What uses it is cut off at once.";
export const LABEL_WANTED = "Say first what the key is for.";

export const NETWORKS_INTRO =
  "Those who may steer this player can do so from everywhere. You can narrow that to some networks: from elsewhere commands are then refused, on this page too, and keys do not work at all.";
export const NETWORKS_SWITCH = "Only from these networks";
export const NETWORKS_LABEL =
  "One address or network a line, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32";
export const NETWORKS_WANTED = "Write at least one address or network, or switch it off.";

/** Whether a key is of any use still. @param agoWords when it was last used, as `3 min ago`; null: never */
export const useWords = (agoWords: string | null): string =>
  agoWords === null ? "never used" : `last used ${agoWords}`;

/** Warns who would shut themselves out. */
export const lockOutWords = (address: string): string =>
  `Your own address, ${address}, is not among them: from where you are now, you could not steer this player any more. You could still change this list.`;

/** What is wrong with the list, line by line. @param issues of the server, each with a path such as `networks.1` */
export const networkFaults = (
  issues: readonly { readonly path: string }[],
  lines: readonly string[],
): readonly string[] =>
  issues.map(({ path }) => {
    const place = Number(/^networks\.(\d+)$/.exec(path)?.[1] ?? Number.NaN);
    const line = lines[place];
    return line === undefined
      ? "The list is too long: at most 64 lines."
      : `“${line}” is no address, and no network such as 10.0.0.0/8.`;
  });

/** The entries of what was typed: one a line, or with commas or spaces between. */
export const entriesIn = (typed: string): readonly string[] =>
  typed.split(/[\s,;]+/).filter((entry) => entry !== "");
