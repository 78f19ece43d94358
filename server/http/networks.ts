import { BlockList, isIP } from "node:net";

/** An IP address without its zone: of IPv4 the four bytes, of IPv6 the eight groups; null where it is none. */
const numbersOf = (ip: string): readonly number[] | null => {
  const address = ip.replace(/%.*$/, "");
  const family = isIP(address);
  if (family === 0) return null;
  if (family === 4) return address.split(".").map(Number);
  // The URL parser writes a dotted end as groups.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...new Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return all.map((group) => Number.parseInt(group, 16));
};

const dotted = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");

/** Where IPv6 groups hold an IPv4 address that a packet to them ends at. */
const FORMS: readonly { readonly prefix: readonly number[]; readonly at: number }[] = [
  // IPv4-mapped (RFC 4291) and IPv4-translated (RFC 2765).
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  // NAT64 (RFC 6052).
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  // 6to4 (RFC 3056).
  { prefix: [0x2002], at: 1 },
];

/** The address that a packet to `ip` ends at: an IPv4 address that IPv6 carries, else itself; null: no address. */
export const endOf = (ip: string): { readonly address: string; readonly family: "ipv4" | "ipv6" } | null => {
  const numbers = numbersOf(ip);
  if (numbers === null) return null;
  if (numbers.length === 4) return { address: numbers.join("."), family: "ipv4" };
  const form = FORMS.find(({ prefix }) => prefix.every((group, place) => numbers[place] === group));
  if (form !== undefined) return { address: dotted(...numbers.slice(form.at, form.at + 2)), family: "ipv4" };
  return { address: numbers.map((group) => group.toString(16)).join(":"), family: "ipv6" };
};

/**
 * Whether an address ends in one of these addresses and networks, such as `127.0.0.1` and `10.0.0.0/8`.
 * @throws Error where one of them is none
 */
export const inNetworks = (networks: readonly string[]): ((ip: string) => boolean) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (ip) => {
    const end = endOf(ip);
    return end !== null && list.check(end.address, end.family);
  };
};
