/** What somebody asks to hear: an address, words for one source, or what is refused, and why. */
export type AskedMusic =
  | { readonly kind: "link"; readonly link: string }
  | { readonly kind: "words"; readonly words: string; readonly source: string }
  | { readonly kind: "refused"; readonly why: string };

/** Reserved for what is not on the public internet (RFC 6761, RFC 6762, RFC 8375). */
const PRIVATE_ENDS = [".localhost", ".local", ".internal", ".home.arpa", ".lan"];

/**
 * Reads what was typed. Nodes fetch any address that they are given, and read files of their own by the prefix
 * `local:`: so links to bare addresses and private names are refused, and the words of a search hold no prefix
 * but that of a source that people can search.
 * @param sources prefixes of searches, the usual one first
 */
export const askedMusic = (
  query: string,
  chosen: string | undefined,
  sources: readonly string[],
): AskedMusic => {
  const asked = query
    .trim()
    .replace(/^<(.*)>$/, "$1")
    .trim();
  if (/^https?:\/\//i.test(asked)) return askedLink(asked);
  const [prefix = "", ...rest] = asked.split(":");
  const named = rest.length > 0 ? sources.find((source) => source === prefix.toLowerCase()) : undefined;
  const source = named ?? chosen ?? sources[0];
  if (source === undefined) return refused("searching is not possible here: give a link");
  if (!sources.includes(source)) return refused("that source cannot be searched here");
  const words = (named === undefined ? asked : rest.join(":")).replace(/[\s:]+/g, " ").trim();
  return words === "" ? refused("there is nothing to search for in that") : { kind: "words", words, source };
};

const askedLink = (text: string): AskedMusic => {
  if (!URL.canParse(text)) return refused("that is no link");
  const { hostname, username, password, href } = new URL(text);
  const host = hostname.replace(/\.$/, "");
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  const isPrivate = isAddress || !host.includes(".") || PRIVATE_ENDS.some((end) => host.endsWith(end));
  if (isPrivate || username !== "" || password !== "")
    return refused("only links to public websites can be played from here");
  return { kind: "link", link: href };
};

const refused = (why: string): AskedMusic => ({ kind: "refused", why });
