import { PLACE_OF, type Scope } from "./token.ts";

/** What a token is good in. */
export type PlaceKind = (typeof PLACE_OF)[Scope];

/** How places of a kind are asked for, and where they are named. */
const WORDS = {
  clusters: { option: "--cluster", all: "--all-clusters", setting: "CLUSTERS", one: "cluster" },
  pools: { option: "--pool", all: "--all-pools", setting: "AUDIO_POOLS", one: "pool" },
} as const satisfies Record<PlaceKind, object>;

/** The names of all clusters and pools in the settings. */
export type KnownPlaces = Readonly<Record<PlaceKind, readonly string[]>>;

/** What was asked for; a message instead where it cannot be. */
export type Places = { readonly names: readonly string[] | null } | { readonly fault: string };

/** Where a token of these scopes is to be good: names from the settings, null for everywhere; none where no scope needs any. */
export const placesFor = (
  kind: PlaceKind,
  asked: {
    readonly scopes: readonly Scope[];
    readonly given: readonly string[];
    readonly isAll: boolean;
    readonly known: readonly string[];
  },
): Places => {
  const { option, all, setting } = WORDS[kind];
  const { given, isAll, known } = asked;
  const needing = asked.scopes.filter((scope) => PLACE_OF[scope] === kind);
  if (isAll && given.length === 0) return { names: null };
  if (!isAll && given.length === 0 && needing.length === 0) return { names: [] };
  if (isAll || given.length === 0) {
    const why = needing.length > 0 ? ` for ${needing.join(", ")}` : "";
    return { fault: `give either ${option} NAME or ${all}${why}` };
  }
  const unknown = given.find((name) => !known.includes(name));
  return unknown === undefined
    ? { names: given }
    : { fault: `${option}: ${setting} has no ${JSON.stringify(unknown)}, but ${known.join(", ")}` };
};

const inWords = (kind: PlaceKind, names: readonly string[] | null): string[] => {
  if (names === null) return [`all ${kind}`];
  if (names.length === 0) return [];
  return [`${names.length === 1 ? WORDS[kind].one : kind} ${names.join(", ")}`];
};

/** Such as `cluster main and all pools`. */
export const wordsOfPlaces = (places: Readonly<Record<PlaceKind, readonly string[] | null>>): string =>
  [...inWords("clusters", places.clusters), ...inWords("pools", places.pools)].join(" and ");
