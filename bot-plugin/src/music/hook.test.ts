import { expect, test } from "vitest";
import { hook } from "./hook.ts";

class Counter {
  count = 0;
  add(by: number): number {
    if (by < 0) throw new Error("less");
    this.count += by;
    return this.count;
  }
}

test("each call is told after it was made, and its result and its failure stay as they are", () => {
  const counter = new Counter();
  const seen: number[] = [];
  const unhook = hook(counter, "add", () => seen.push(counter.count));
  expect(counter.add(2)).toBe(2);
  expect(() => counter.add(-1)).toThrow("less");
  expect(seen).toEqual([2, 2]);
  unhook();
  expect(counter.add(1)).toBe(3);
  expect(seen).toEqual([2, 2]);
  expect(Object.hasOwn(counter, "add")).toBe(false);
});

test("what somebody else put over it stays, and what is no method is left alone", () => {
  const counter = new Counter();
  const unhook = hook(counter, "add", () => {});
  const theirs = () => 7;
  counter.add = theirs;
  unhook();
  expect(counter.add).toBe(theirs);
  hook(counter, "count", () => {})();
  expect(counter.count).toBe(0);
});
