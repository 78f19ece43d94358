import { Hono } from "hono";
import { expect, test } from "vitest";
import { addressFinder } from "./address.ts";
import { askedIn } from "./asked.ts";

const from = async (trusted: string[], remoteAddress: string, forwarded?: string) => {
  const addressOf = addressFinder(trusted);
  const app = new Hono().get("/", (c) => c.text(addressOf(askedIn(c))));
  const headers = forwarded === undefined ? {} : { "X-Forwarded-For": forwarded };
  return (await app.request("/", { headers }, { incoming: { socket: { remoteAddress } } })).text();
};

test.each([
  ["a stranger's header is not believed", [], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a mapped address is the plain one", [], "::ffff:203.0.113.9", undefined, "203.0.113.9"],
  [
    "a trusted proxy's last stranger is the viewer",
    ["loopback"],
    "127.0.0.1",
    "1.2.3.4, 198.51.100.1",
    "198.51.100.1",
  ],
  [
    "trusted hops are passed over",
    ["loopback", "10.0.0.0/8"],
    "::1",
    "6.6.6.6, 198.51.100.1, 10.2.3.4",
    "198.51.100.1",
  ],
  [
    "junk in the header is passed over",
    ["loopback"],
    "127.0.0.1",
    "x, <script>, 198.51.100.1",
    "198.51.100.1",
  ],
  ["a proxy that says nothing is the viewer itself", ["loopback"], "127.0.0.1", undefined, "127.0.0.1"],
  ["networks of IPv6 count", ["2001:db8::/32"], "2001:db8::1", "2001:4860::8", "2001:4860:0:0::/64"],
  ["an address of IPv6 is one of its network", [], "2001:0DB8::1:2:3:4:5", undefined, "2001:db8:0:1::/64"],
  ["a link's own address too", [], "fe80::1%eth0", undefined, "fe80:0:0:0::/64"],
  ["one written with dots too", [], "64:ff9b::192.0.2.1", undefined, "64:ff9b:0:0::/64"],
  ["this machine is itself", [], "::1", undefined, "::1"],
])("%s", async (_, trusted, remote, forwarded, expected) => {
  expect(await from(trusted, remote, forwarded)).toBe(expected);
});
