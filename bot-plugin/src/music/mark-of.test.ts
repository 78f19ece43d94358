import { expect, test } from "vitest";
import { markOf } from "./mark-of.ts";

test("a queue has the same mark for as long as the same entries wait in the same order", () => {
  expect(markOf(["a", "b", "c"])).toBe(markOf(["a", "b", "c"]));
  expect(markOf(["a", "c", "b"])).not.toBe(markOf(["a", "b", "c"]));
  expect(markOf(["a", "b"])).not.toBe(markOf(["a", "b", "c"]));
});
