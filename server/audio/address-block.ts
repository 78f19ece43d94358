import { isIPv4, isIPv6 } from "node:net";

/** All eight groups of an IPv6 address as `URL` writes it: without zone, and without dots. */
const groupsOf = (address: string): number[] => {
  const [head = "", tail] = address.split("::");
  const groups = (part: string) =>
    part.split(":").flatMap((group) => (group === "" ? [] : [Number.parseInt(group, 16)]));
  const [before, after] = [groups(head), groups(tail ?? "")];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
};

/** IPv4 as IPv6 writes it, `::ffff:203.0.113.7`. */
const mappedIpv4 = (groups: readonly number[]) => {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : null;
};

const ipv4Block = (address: string) => `${address.split(".").slice(0, 3).join(".")}.0/24`;

/**
 * The block of addresses that a provider, or a rate limit, takes as one: of IPv4 the /24, of IPv6 the /64, else the
 * name of the host. @param origin such as `http://10.0.0.7:2333`
 */
export const blockOf = (origin: string): string => {
  if (!URL.canParse(origin)) return origin;
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, "");
  if (isIPv4(host)) return ipv4Block(host);
  if (!isIPv6(host)) return host.replace(/\.$/, "");
  const groups = groupsOf(host);
  const ipv4 = mappedIpv4(groups);
  if (ipv4 !== null) return ipv4Block(ipv4);
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
};

/** Whether two nodes stand in one block, at whatever port. */
export const isSameBlock = (one: string, other: string): boolean => blockOf(one) === blockOf(other);
