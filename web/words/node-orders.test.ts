import { expect, test } from "vitest";
import { orderConsequence, ordersFor } from "./node-orders.ts";

test.each([
  ["active", ["drain", "retire"]],
  ["probing", ["drain", "retire"]],
  ["draining", ["return", "retire"]],
  ["retired", ["return"]],
  [undefined, []],
] as const)("a node that is %s can be told %o", (state, orders) => {
  expect(ordersFor(state === undefined ? {} : { state })).toEqual(orders);
});

test("who is asked learns how many listen", () => {
  expect(orderConsequence("retire", { all: 3, playing: 2 })).toContain("When last asked, it had 2 players.");
  expect(orderConsequence("retire", { all: 3, playing: 0 })).toContain("nobody listened through it.");
  expect(orderConsequence("drain", null)).toContain("is not known.");
});
