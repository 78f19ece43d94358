import { type LinkRule, mayFetch } from "./link-rule.ts";

/** What somebody asks to hear: an address, words for one source, or what is refused, and why. */
export type AskedMusic =
  | { readonly kind: "link"; readonly link: string }
  | { readonly kind: "words"; readonly words: string; readonly source: string }
  | { readonly kind: "refused"; readonly why: string };

/** Where it was typed. */
export interface AskedAmong {
  /** The source that they chose, if any. */
  readonly source: string | undefined;
  /** Prefixes of searches, the usual one first. */
  readonly sources: readonly string[];
  /** The host's own rule on links, if any. */
  readonly mayPlay: LinkRule | undefined;
}

/**
 * Reads what was typed. Nodes fetch any address that they are given, and read files of their own by the prefix `local:`:
 * so links are refused that are not for them, and the words of a search hold no prefix but that of a source that people
 * can search.
 */
export const askedMusic = async (
  query: string,
  { source: chosen, sources, mayPlay }: AskedAmong,
): Promise<AskedMusic> => {
  const asked = query
    .trim()
    .replace(/^<(.*)>$/, "$1")
    .trim();
  if (/^https?:\/\//i.test(asked)) return askedLink(asked, mayPlay);
  const [prefix = "", ...rest] = asked.split(":");
  const named = rest.length > 0 ? sources.find((source) => source === prefix.toLowerCase()) : undefined;
  const source = named ?? chosen ?? sources[0];
  if (source === undefined) return refused("searching is not possible here: give a link");
  if (!sources.includes(source)) return refused("that source cannot be searched here");
  const words = (named === undefined ? asked : rest.join(":")).replace(/[\s:]+/g, " ").trim();
  return words === "" ? refused("there is nothing to search for in that") : { kind: "words", words, source };
};

const askedLink = async (text: string, rule: LinkRule | undefined): Promise<AskedMusic> => {
  if (!URL.canParse(text)) return refused("that is no link");
  const { username, password, href } = new URL(text);
  if (username !== "" || password !== "") return refused("a link with a password in it cannot be played");
  if (!(await mayFetch(href, rule))) return refused("links to there cannot be played from here");
  return { kind: "link", link: href };
};

const refused = (why: string): AskedMusic => ({ kind: "refused", why });
