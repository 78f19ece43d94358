import { expect, test } from "vitest";
import { blockOf, isSameBlock } from "./address-block.ts";

test.each([
  ["http://203.0.113.7:2333", "203.0.113.0/24"],
  ["https://203.0.113.200", "203.0.113.0/24"],
  ["http://3405803783:2333", "203.0.113.0/24"],
  ["http://[::ffff:203.0.113.7]:2333", "203.0.113.0/24"],
  ["http://[2001:db8::1]:2333", "2001:db8:0:0::/64"],
  ["http://[2001:0DB8:0:0:1:2:3:4]:2333", "2001:db8:0:0::/64"],
  ["http://[2001:db8:0:1::]:2333", "2001:db8:0:1::/64"],
  ["http://[1:2:3:4:5:6:7::]:2333", "1:2:3:4::/64"],
  ["http://[::1]:2333", "0:0:0:0::/64"],
  ["https://Node.Example", "node.example"],
  ["https://node.example.:8443", "node.example"],
  ["no address", "no address"],
])("%s stands in %s", (origin, block) => {
  expect(blockOf(origin)).toBe(block);
});

test.each([
  ["http://203.0.113.7:2333", "https://203.0.113.8:443", true],
  ["http://203.0.113.7:2333", "http://203.0.114.7:2333", false],
  ["http://[2001:db8::1]:2333", "http://[2001:db8::ffff:1]:2333", true],
  ["http://[2001:db8::1]:2333", "http://[2001:db8:0:1::1]:2333", false],
  ["https://a.example", "https://a.example:8443", true],
  ["https://a.example", "https://b.example", false],
])("%s and %s: the same block is %s", (one, other, expected) => {
  expect(isSameBlock(one, other)).toBe(expected);
});
