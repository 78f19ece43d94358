import { endOf, inNetworks } from "./networks.ts";

/** What the registries of special addresses keep from the public (IANA, RFC 6890; multicast RFC 5771). */
const isSpecialIpv4 = inNetworks([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Azure's own services, reached from its machines alone.
  "168.63.129.16",
]);

/** All that is given out for unicast (RFC 4291). */
const isGlobalIpv6 = inNetworks(["2000::/3"]);
/** IETF protocols with Teredo, documentation, and benchmarks among them. */
const isSpecialIpv6 = inNetworks(["2001::/23", "2001:db8::/32", "3fff::/20"]);

/** Where no audio node can be: no machine's own address, or one where a cloud hands out the secrets of its machines. */
const isNeverReachable = inNetworks([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255",
  // The metadata of Alibaba, Oracle and Azure.
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "::",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
  // The metadata of AWS and Google.
  "fd00:ec2::254",
  "fd20:ce::254",
  // Teredo, and NAT64 of one's own, hide an IPv4 address anywhere in their bits.
  "2001::/32",
  "64:ff9b:1::/48",
]);
/** IPv4-compatible, long gone (RFC 4291); it begins with the unspecified and the loopback address. */
const isCompatible = inNetworks(["::/96"]);
const isLoopbackIpv6 = inNetworks(["::1"]);

/** Whether an IP address is one of the public Internet; of IPv6 that carries IPv4, whether that one is. */
export const isPublicAddress = (ip: string): boolean => {
  const end = endOf(ip);
  if (end === null) return false;
  return end.family === "ipv4"
    ? !isSpecialIpv4(end.address)
    : isGlobalIpv6(end.address) && !isSpecialIpv6(end.address);
};

/** Whether an audio node may be at this IP address: private networks and this machine too, but nothing link-local. */
export const isReachable = (ip: string): boolean =>
  endOf(ip) !== null && !isNeverReachable(ip) && (!isCompatible(ip) || isLoopbackIpv6(ip));

/**
 * Whether an IP address is public, or in one of these addresses and networks.
 * @throws Error where one of them is none
 */
export const publicOrIn = (networks: readonly string[]): ((ip: string) => boolean) => {
  const isAllowed = inNetworks(networks);
  return (ip) => isPublicAddress(ip) || isAllowed(ip);
};
