import { expect, test } from "vitest";
import { type Announcer, admit } from "./admission.ts";
import { BLOCK_RESTS_MS } from "./life.ts";
import type { AudioNode } from "./node.ts";
import { nodeLike } from "./test-node.ts";

const NOW = nodeLike().since + 1_000;
const announced = { pool: "main", name: "eu-1", address: "http://203.0.113.7:2333", password: "hush" };
const ELSEWHERE = "http://198.51.100.9:2333";

const decide = (
  nodes: readonly AudioNode[],
  more: Partial<typeof announced> = {},
  { by = "a", heard = null, now = NOW }: { by?: Announcer; heard?: Announcer; now?: number } = {},
) => admit({ ...announced, ...more }, by, { nodes, heardFrom: () => heard, now });

test("a name that is not known begins a life", () => {
  expect(decide([])).toEqual({ kind: "new", outlived: null });
  expect(decide([nodeLike({ pool: "eu" })])).toMatchObject({ kind: "new" });
});

test("a name that is known is the same node, wherever it is now", () => {
  const node = nodeLike();
  expect(decide([node])).toMatchObject({ kind: "known", node, hasNewBlock: false });
  expect(decide([node], { address: "http://203.0.113.8:2333" })).toMatchObject({
    kind: "known",
    hasNewBlock: false,
  });
  expect(decide([node], { address: ELSEWHERE })).toMatchObject({ kind: "known", node, hasNewBlock: true });
});

test("an agent that starts anew takes its place, and one that moved with its node too", () => {
  expect(decide([nodeLike()], {}, { by: "b", heard: "a" })).toMatchObject({ kind: "known" });
  expect(decide([nodeLike()], { address: ELSEWHERE }, { by: "a", heard: "a" })).toMatchObject({
    kind: "known",
  });
});

test("two machines of one name are not one node", () => {
  const two = () => decide([nodeLike()], { address: ELSEWHERE }, { by: "b", heard: "a" });
  expect(two).toThrow(expect.objectContaining({ code: "name_taken" }));
  const byHand = () => decide([nodeLike()], { address: ELSEWHERE }, { by: null, heard: "a" });
  expect(byHand).toThrow(expect.objectContaining({ code: "name_taken" }));
});

test("an address has one name in a pool", () => {
  const twice = () => decide([nodeLike({ name: "eu-2" })]);
  expect(twice).toThrow(expect.objectContaining({ code: "address_taken" }));
  expect(decide([nodeLike({ name: "eu-2", pool: "eu" })])).toMatchObject({ kind: "new" });
  expect(decide([nodeLike({ name: "eu-2", state: "retired" })])).toEqual({ kind: "new", outlived: null });
});

test("a node that is away gives its address to whoever is there now", () => {
  const away = nodeLike({ name: "eu-2", state: "announced", hasBeenActive: true });
  expect(decide([away])).toEqual({ kind: "new", outlived: away });
});

test("a retired node does not come back in the same block of addresses before they have rested", () => {
  const retired = nodeLike({ state: "retired" });
  const again = () => decide([retired], { address: "http://203.0.113.99:2333" });
  expect(again).toThrow(expect.objectContaining({ code: "node_retired" }));
  expect(decide([retired], { address: ELSEWHERE })).toEqual({ kind: "new", outlived: null });
  expect(decide([retired], {}, { now: retired.since + BLOCK_RESTS_MS })).toMatchObject({ kind: "new" });
});

test("of several lives the last one counts", () => {
  const lives = [nodeLike({ id: "a", state: "retired" }), nodeLike({ id: "b", address: ELSEWHERE })];
  expect(decide(lives, { address: ELSEWHERE })).toMatchObject({ kind: "known", node: { id: "b" } });
});
