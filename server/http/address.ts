import { BlockList, isIP } from "node:net";
import type { Asked } from "./asked.ts";

/** Finds the address that a request really comes from. */
export type AddressOf = (asked: Asked) => string;

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "").trim();
/** Some proxies write `192.0.2.1:5678` or `[2001:db8::1]:5678`. */
const withoutPort = (hop: string) => {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop.trim()) ?? [];
  return plain(bracketed ?? dotted ?? hop);
};
const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Believes `X-Forwarded-For` only where the connection comes from a trusted proxy, and then takes the last hop
 * that is not one itself: what stands before it, anyone could have written.
 * @param trustedProxies addresses and networks, or `loopback`
 */
export const addressFinder = (trustedProxies: readonly string[]): AddressOf => {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const networks = proxy === "loopback" ? ["127.0.0.0/8", "::1"] : [proxy];
    for (const network of networks) {
      const [address = "", bits] = network.split("/");
      if (bits === undefined) trusted.addAddress(address, familyOf(address));
      else trusted.addSubnet(address, Number(bits), familyOf(address));
    }
  }
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, familyOf(address));
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
