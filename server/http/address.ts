import { BlockList, isIP } from "node:net";
import type { Asked } from "./asked.ts";

/** Whether an address to listen on can be reached from this machine alone. */
export const isLoopback = (host: string) =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Finds the address that a request really comes from; to count by, of IPv6 the network, `2001:db8:0:0::/64`. */
export type AddressOf = (asked: Asked) => string;

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "").trim();
/** Some proxies write `192.0.2.1:5678` or `[2001:db8::1]:5678`. */
const withoutPort = (hop: string) => {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop.trim()) ?? [];
  return plain(bracketed ?? dotted ?? hop);
};
const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** One subscriber of IPv6 has 64 bits of addresses to himself (RFC 6177), and counts as one all the same. */
const counted = (address: string) => {
  if (isIP(address) !== 6 || address === "::1") return address;
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const before = groups(head);
  const after = groups((tail ?? "").replace(/\d+\.[\d.]+$/, "0:0"));
  const all = [...before, ...new Array(8 - before.length - after.length).fill("0"), ...after];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
};

/**
 * Believes `X-Forwarded-For` only where the connection comes from a trusted proxy, and then takes the last hop
 * that is not one itself: what stands before it, anyone could have written.
 * @param trustedProxies addresses and networks, or `loopback`
 */
export const wholeAddressFinder = (trustedProxies: readonly string[]): AddressOf => {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const networks = proxy === "loopback" ? ["127.0.0.0/8", "::1"] : [proxy];
    for (const network of networks) {
      const [address = "", bits] = network.split("/");
      if (bits === undefined) trusted.addAddress(address, familyOf(address));
      else trusted.addSubnet(address, Number(bits), familyOf(address));
    }
  }
  const isTrusted = (address: string) =>
    trustedProxies.length > 0 && isIP(address) !== 0 && trusted.check(address, familyOf(address));
  return (asked) => {
    const direct = plain(asked.remoteAddress ?? "unknown");
    if (!isTrusted(direct)) return direct;
    let nearest = direct;
    for (const hop of (asked.header("x-forwarded-for") ?? "").split(",").map(withoutPort).reverse()) {
      // What no proxy would write, anyone could have: nothing before it is believed.
      if (isIP(hop) === 0) break;
      nearest = hop;
      if (!isTrusted(hop)) break;
    }
    return nearest;
  };
};

/** The same, with the network of an IPv6 address in its place. */
export const addressFinder = (trustedProxies: readonly string[]): AddressOf => {
  const wholeOf = wholeAddressFinder(trustedProxies);
  return (asked) => counted(wholeOf(asked));
};
