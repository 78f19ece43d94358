import { expect, test } from "vitest";
import type { KnownNode } from "#web/words/node-condition.ts";
import { byPool, isCompact, keepOrder, sortNodes } from "./node-order.ts";

const node = (label: string, more: Partial<KnownNode> = {}): KnownNode => ({
  id: label,
  pool: "main",
  label,
  state: "active",
  ...more,
});
const labels = (nodes: readonly KnownNode[]) => nodes.map(({ label }) => label);

test("what a reader is concerned about comes first, and what is over last", () => {
  const nodes = [
    node("retired", { state: "retired" }),
    node("active"),
    node("announced", { state: "announced" }),
    node("probing", { state: "probing" }),
    node("draining", { state: "draining" }),
    node("limited", { sources: { youtube: "limited" } }),
    node("away", { state: "announced", isAway: true }),
  ];
  expect(labels(sortNodes(nodes))).toEqual(labels([...nodes].reverse()));
});

test("among equals names decide, numbers in them as numbers, and load does not", () => {
  const nodes = [node("node-10", { load: 0 }), node("node-9", { load: 1 }), node("Node-1", { load: 0.5 })];
  expect(labels(sortNodes(nodes))).toEqual(["Node-1", "node-9", "node-10"]);
});

test("rows that are pointed at keep their places, and new ones come last", () => {
  const nodes = [node("new", { state: "draining" }), node("b", { state: "draining" }), node("a")];
  expect(labels(keepOrder(nodes, ["a", "gone", "b"]))).toEqual(["a", "b", "new"]);
});

test("pools are in the order of their names", () => {
  const pools = byPool([node("1", { pool: "patrons" }), node("2"), node("3", { pool: "patrons" })]);
  expect([...pools].map(([pool, its]) => [pool, labels(its)])).toEqual([
    ["main", ["2"]],
    ["patrons", ["1", "3"]],
  ]);
});

test("only many nodes are shown compact", () => {
  const nodes = Array.from({ length: 25 }, (_, i) => node(`${i}`));
  expect(isCompact(nodes)).toBe(true);
  expect(isCompact(nodes.slice(1))).toBe(false);
});
