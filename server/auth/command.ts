import { parseArgs } from "node:util";
import { type KnownPlaces, type PlaceKind, type Places, placesFor } from "./places.ts";
import { isTokenId, PLACE_OF, parseSpan, SCOPES, type Scope } from "./token.ts";

/** What the CLI is asked to do with tokens. */
export type TokenCommand =
  | {
      readonly verb: "create";
      readonly scopes: readonly Scope[];
      /** Null: all. */
      readonly clusters: readonly string[] | null;
      /** Null: all. */
      readonly pools: readonly string[] | null;
      readonly expiresInMs: number | null;
      readonly label: string | null;
    }
  | { readonly verb: "list" }
  | { readonly verb: "rotate"; readonly id: string; readonly overlapMs: number }
  | { readonly verb: "revoke"; readonly id: string };

/** A command that cannot be followed; the message says what would be right. */
export class CommandError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "CommandError";
  }
}

/** Time enough to give the new secret to every process, and restart it. */
const DEFAULT_OVERLAP = "1h";

const scopesOf = (kind: PlaceKind) => SCOPES.filter((scope) => PLACE_OF[scope] === kind).join(", ");

export const TOKEN_USAGE = `npx shardlight token create --scope SCOPE [--cluster NAME] [--pool NAME] [--expires SPAN] [--label TEXT]
npx shardlight token list
npx shardlight token rotate ID [--overlap SPAN]
npx shardlight token revoke ID

Run it in the folder where the server runs: it reads the same settings and .env.
  --scope         for clusters: ${scopesOf("clusters")};
                  for pools of audio nodes: ${scopesOf("pools")}; several by commas or again
  --cluster       a name from CLUSTERS; several by commas or again
  --all-clusters  in place of --cluster: every cluster, those to come too
  --pool          a name from AUDIO_POOLS; several by commas or again
  --all-pools     in place of --pool: every pool, those to come too
  --expires       such as 90d, 12h, 30m; without it the token does not expire
  --overlap       how long the secrets before stay good; ${DEFAULT_OVERLAP} unless given, 0s ends them at once
  --label         a word for the list: who has it, and where`;

const OPTIONS = {
  scope: { type: "string", multiple: true },
  cluster: { type: "string", multiple: true },
  "all-clusters": { type: "boolean" },
  pool: { type: "string", multiple: true },
  "all-pools": { type: "boolean" },
  expires: { type: "string" },
  label: { type: "string" },
  overlap: { type: "string" },
} as const;

const OPTIONS_OF: Readonly<Record<TokenCommand["verb"], readonly (keyof typeof OPTIONS)[]>> = {
  create: ["scope", "cluster", "all-clusters", "pool", "all-pools", "expires", "label"],
  list: [],
  rotate: ["overlap"],
  revoke: [],
};

/**
 * @param args what follows `token`
 * @param known the clusters and pools of the settings
 * @throws CommandError
 */
export const readCommand = (args: readonly string[], known: KnownPlaces): TokenCommand => {
  const { values, positionals } = parse(args);
  const [verb = "", id, ...rest] = positionals;
  if (!isVerb(verb)) throw new CommandError(`say create, list, rotate or revoke\n\n${TOKEN_USAGE}`);
  const foreign = Object.keys(values).filter((name) => !OPTIONS_OF[verb].some((own) => own === name));
  if (foreign.length > 0) throw new CommandError(`token ${verb} knows no --${foreign[0]}\n\n${TOKEN_USAGE}`);
  const takesId = verb === "rotate" || verb === "revoke";
  if (rest.length > 0 || (id !== undefined && !takesId)) {
    throw new CommandError(`too many words after token ${verb}\n\n${TOKEN_USAGE}`);
  }
  switch (verb) {
    case "create": {
      const scopes = scopesIn(list(values.scope));
      const places = (kind: PlaceKind, given: string[] | undefined, isAll = false) =>
        followed(placesFor(kind, { scopes, given: list(given), isAll, known: known[kind] }));
      return {
        verb,
        scopes,
        clusters: places("clusters", values.cluster, values["all-clusters"]),
        pools: places("pools", values.pool, values["all-pools"]),
        expiresInMs: values.expires === undefined ? null : expiry(values.expires),
        label: values.label === undefined ? null : labelIn(values.label),
      };
    }
    case "list":
      return { verb };
    case "rotate":
      return { verb, id: idIn(id), overlapMs: span("--overlap", values.overlap ?? DEFAULT_OVERLAP) };
    case "revoke":
      return { verb, id: idIn(id) };
    default:
      return verb satisfies never;
  }
};

const isVerb = (word: string): word is TokenCommand["verb"] => Object.hasOwn(OPTIONS_OF, word);

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : "these words make no sense";
    throw new CommandError(`${what}\n\n${TOKEN_USAGE}`, { cause });
  }
};

const list = (given: readonly string[] = []): string[] => [
  ...new Set(
    given.flatMap((text) => text.split(",").map((part) => part.trim())).filter((part) => part !== ""),
  ),
];

const scopesIn = (given: readonly string[]): Scope[] => {
  const scopes = SCOPES.filter((scope) => given.includes(scope));
  if (scopes.length === 0 || scopes.length < given.length) {
    throw new CommandError(`--scope: one or more of ${SCOPES.join(", ")}`);
  }
  return scopes;
};

const followed = (places: Places): readonly string[] | null => {
  if ("fault" in places) throw new CommandError(places.fault);
  return places.names;
};

const span = (option: string, text: string): number => {
  const ms = parseSpan(text);
  if (ms === null) throw new CommandError(`${option}: a span such as 90d, 12h or 30m, at most ten years`);
  return ms;
};

const expiry = (text: string): number => {
  const ms = span("--expires", text);
  if (ms === 0) throw new CommandError("--expires: a span longer than nothing");
  return ms;
};

const labelIn = (text: string): string => {
  if (/^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u.test(text) && !/slt_/.test(text)) return text;
  throw new CommandError("--label: 1 to 80 characters without line breaks, and no secret");
};

/** A whole token in place of its id is never repeated. */
const idIn = (text: string | undefined): string => {
  if (text !== undefined && isTokenId(text)) return text;
  throw new CommandError(
    "give the token's id: the 12 letters between slt_ and the next _, as token list shows them",
  );
};
