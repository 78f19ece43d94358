import { expect, test } from "vitest";
import { isPublicAddress, isReachable, publicOrIn } from "./reach.ts";

/** Address, whether it is public, whether a node may be there. */
const CASES: readonly [string, boolean, boolean][] = [
  ["8.8.8.8", true, true],
  ["1.1.1.1", true, true],
  ["172.15.255.255", true, true],
  ["172.32.0.0", true, true],
  ["100.63.255.255", true, true],
  ["100.128.0.0", true, true],
  ["223.255.255.255", true, true],
  ["10.0.0.7", false, true],
  ["172.16.0.1", false, true],
  ["172.31.255.255", false, true],
  ["192.168.1.1", false, true],
  ["127.0.0.1", false, true],
  ["127.255.255.254", false, true],
  ["100.64.0.1", false, true],
  ["100.127.255.255", false, true],
  ["192.0.0.1", false, true],
  ["192.0.2.1", false, true],
  ["192.88.99.1", false, true],
  ["198.18.0.1", false, true],
  ["198.19.255.255", false, true],
  ["198.51.100.1", false, true],
  ["203.0.113.1", false, true],
  ["240.0.0.1", false, true],
  ["0.0.0.0", false, false],
  ["0.1.2.3", false, false],
  ["169.254.169.254", false, false],
  ["169.254.0.1", false, false],
  ["224.0.0.1", false, false],
  ["239.255.255.255", false, false],
  ["255.255.255.255", false, false],
  ["100.100.100.200", false, false],
  ["192.0.0.192", false, false],
  ["168.63.129.16", false, false],
  ["2606:4700:4700::1111", true, true],
  ["2001:4860:4860::8888", true, true],
  ["2a01:4f8::1", true, true],
  ["::1", false, true],
  ["fc00::1", false, true],
  ["fd12:3456::1", false, true],
  ["fd00:ec2::253", false, true],
  ["2001:db8::1", false, true],
  ["3fff::1", false, true],
  ["100::1", false, true],
  ["5f00::1", false, true],
  ["4000::1", false, true],
  ["2001::1", false, false],
  ["::", false, false],
  ["::2", false, false],
  ["::8.8.8.8", false, false],
  ["fe80::1", false, false],
  ["fe80::1%eth0", false, false],
  ["febf::1", false, false],
  ["fec0::1", false, false],
  ["ff02::1", false, false],
  ["fd00:ec2::254", false, false],
  ["FD00:0EC2:0:0:0:0:0:254", false, false],
  ["fd20:ce::254", false, false],
  ["::ffff:8.8.8.8", true, true],
  ["::ffff:10.0.0.1", false, true],
  ["::ffff:127.0.0.1", false, true],
  ["::ffff:7f00:1", false, true],
  ["0:0:0:0:0:FFFF:A9FE:A9FE", false, false],
  ["::ffff:0.0.0.0", false, false],
  ["::ffff:0:8.8.8.8", true, true],
  ["::ffff:0:169.254.169.254", false, false],
  ["64:ff9b::8.8.8.8", true, true],
  ["64:ff9b::192.168.0.1", false, true],
  ["64:ff9b::a9fe:a9fe", false, false],
  ["64:ff9b:1::8.8.8.8", false, false],
  ["2002:808:808::1", true, true],
  ["2002:7f00:1::", false, true],
  ["2002:a9fe:a9fe::1", false, false],
  ["2002:a00:1::1", false, true],
  ["", false, false],
  ["localhost", false, false],
  ["127.1", false, false],
  ["0x7f.0.0.1", false, false],
  ["2130706433", false, false],
  ["1.2.3.4.5", false, false],
  ["[::1]", false, false],
  ["10.0.0.0/8", false, false],
];

test.each(CASES)("%s: public %s, reachable for nodes %s", (ip, isPublic, isForNodes) => {
  expect([isPublicAddress(ip), isReachable(ip)]).toEqual([isPublic, isForNodes]);
});

test("networks that are named are let in besides, however their addresses are written", () => {
  const isAllowed = publicOrIn(["10.1.0.0/16", "127.0.0.1", "fd12::/16"]);
  expect(["10.1.2.3", "::ffff:10.1.2.3", "127.0.0.1", "fd12::9", "8.8.8.8"].every(isAllowed)).toBe(true);
  expect(["10.2.0.1", "127.0.0.2", "::1", "fd13::1", "", "10.1.2"].some(isAllowed)).toBe(false);
  expect(publicOrIn([])("10.1.2.3")).toBe(false);
});

test("what is no network is refused at once", () => {
  expect(() => publicOrIn(["10.0.0.0/33"])).toThrow();
  expect(() => publicOrIn(["a wide field"])).toThrow();
});
