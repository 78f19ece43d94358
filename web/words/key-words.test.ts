import { expect, test } from "vitest";
import { entriesIn, networkFaults } from "./key-words.ts";

test.each([
  ["", []],
  ["10.0.0.0/8\n\n 2001:db8::7 ", ["10.0.0.0/8", "2001:db8::7"]],
  ["192.0.2.1, 192.0.2.2;loopback", ["192.0.2.1", "192.0.2.2", "loopback"]],
])("%o holds %o", (typed, entries) => {
  expect(entriesIn(typed)).toEqual(entries);
});

test("what is wrong is named as it was written, not by its number", () => {
  expect(networkFaults([{ path: "networks.1" }, { path: "networks" }], ["10.0.0.0/8", "10.0.0"])).toEqual([
    "“10.0.0” is no address, and no network such as 10.0.0.0/8.",
    "The list is too long: at most 64 lines.",
  ]);
});
