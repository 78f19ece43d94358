import { expect, test } from "vitest";
import type { NodeState } from "#protocol/audio.ts";
import type { NodeView } from "#protocol/audio-view.ts";
import { nodesAnnouncement } from "./node-announcement.ts";

const node = (id: string, state: NodeState, more: Partial<NodeView> = {}): NodeView => ({
  id,
  pool: "main",
  state,
  isAway: false,
  ...more,
});

const BEFORE = [node("a", "active"), node("b", "active"), node("c", "active")];

test.each([
  ["nothing", [node("a", "active", { load: 0.9 }), node("b", "active"), node("c", "active")], ""],
  [
    "two that drain",
    [node("a", "draining"), node("b", "draining"), node("c", "active")],
    "2 audio nodes are being emptied.",
  ],
  [
    "the worst first",
    [node("a", "draining"), node("b", "announced", { isAway: true }), node("c", "active")],
    "1 audio node is not answering and 1 audio node is being emptied.",
  ],
  [
    "a source that refuses",
    [node("a", "active", { sources: { youtube: "limited" } }), node("b", "active"), node("c", "active")],
    "1 audio node is refused by YouTube.",
  ],
  ["a new one", [...BEFORE, node("d", "probing")], "1 audio node is being checked."],
  ["one that is gone", BEFORE.slice(1), ""],
] satisfies [string, NodeView[], string][])("of %s is told in sum", (_, after, words) => {
  expect(nodesAnnouncement(BEFORE, after)).toBe(words);
});

test("where states are not public nothing is told", () => {
  const silent = [{ id: "a", pool: "main", load: 0.5 }];
  expect(nodesAnnouncement(silent, [{ id: "a", pool: "main", load: 0.9 }])).toBe("");
  expect(nodesAnnouncement(silent, null)).toBe("");
});
