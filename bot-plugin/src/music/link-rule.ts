/**
 * A host's own rule on links that nodes are to fetch: true allows, false refuses, null leaves it to this package, which
 * allows hosts with a public name. It is told what people type and what music services resolve to.
 */
export type LinkRule = (link: URL) => boolean | null | Promise<boolean | null>;

/** Reserved for what is not on the public internet (RFC 6761, RFC 6762, RFC 8375), or used so by many networks. */
const PRIVATE_ENDS = [
  ".localhost",
  ".local",
  ".internal",
  ".home.arpa",
  ".home",
  ".lan",
  ".corp",
  ".intranet",
];

/**
 * Whether a node may be given this link: it fetches any address, those too that only its own network reaches. A rule
 * that throws lets nothing through.
 */
export const mayFetch = async (link: string, rule: LinkRule | undefined): Promise<boolean> => {
  try {
    const word = (await rule?.(new URL(link))) ?? null;
    return word === null ? isPublicName(new URL(link).hostname) : word === true;
  } catch {
    return false;
  }
};

/** Whether a host has a name that the internet may know; what it resolves to is the node's to see. */
const isPublicName = (hostname: string): boolean => {
  const host = hostname.replace(/\.+$/, "");
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  return !isAddress && host.includes(".") && !PRIVATE_ENDS.some((end) => host.endsWith(end));
};
