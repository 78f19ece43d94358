import { expect, test } from "vitest";
import type { HandedNode } from "../protocol/audio-link.ts";
import { reconcile } from "./reconcile.ts";
import { handed } from "./test-nodes.ts";

const mapOf = (nodes: readonly HandedNode[]) => new Map(nodes.map((node) => [node.id, node]));
const a = handed("a");
const b = handed("b");

test.each<[string, HandedNode[], HandedNode[], string[]]>([
  ["a node that is new is added", [], [a], ["add a"]],
  ["nothing is done about what stays as it is", [a, b], [handed("b"), handed("a")], []],
  ["a node that went is removed, after what came", [a], [b], ["add b", "remove a"]],
  ["another port is another place", [a], [handed("a", { port: 2334 })], ["move a"]],
  ["another host is another place", [a], [handed("a", { host: "10.0.0.8" })], ["move a"]],
  ["with TLS it is another place", [a], [handed("a", { isSecure: true })], ["move a"]],
  ["another password asks for another connection", [a], [handed("a", { password: "new" })], ["move a"]],
  ["a drain is told", [a], [handed("a", { state: "draining" })], ["tell a"]],
  ["another score is told", [a, b], [handed("a", { score: 90 }), b], ["tell a"]],
  ["an empty list removes all", [a, b], [], ["remove a", "remove b"]],
])("%s", (_, present, wanted, steps) => {
  const told = reconcile(mapOf(present), mapOf(wanted)).map((step) =>
    step.kind === "remove" ? `remove ${step.id}` : `${step.kind} ${step.node.id}`,
  );
  expect(told).toEqual(steps);
});
