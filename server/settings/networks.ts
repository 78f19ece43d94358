import { isIP } from "node:net";
import { z } from "zod";
import { commaList } from "./field.ts";

/** An address, or a network such as `10.0.0.0/8`. */
const isNetwork = (text: string): boolean => {
  const [address = "", bits, ...more] = text.split("/");
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && longest > 0 && /^\d{1,3}$/.test(bits ?? "0") && Number(bits ?? 0) <= longest;
};

/** Whether it is an address, a network, or the word `loopback`. */
export const isNetworkOrLoopback = (text: string): boolean => text === "loopback" || isNetwork(text);

const NETWORKS = "addresses or networks such as 127.0.0.1,10.0.0.0/8, separated by commas, or loopback";

/** Addresses and networks, or the word `loopback`; none where it was left out. */
export const networkList = z
  .string()
  .transform(commaList)
  .refine((networks) => networks.every(isNetworkOrLoopback), NETWORKS)
  .default([]);
