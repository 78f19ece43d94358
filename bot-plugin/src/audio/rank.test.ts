import { expect, test } from "vitest";
import { bestFirst, type Candidate } from "./rank.ts";
import { handed } from "./test-nodes.ts";

const of = (id: string, given: Parameters<typeof handed>[1] = {}, placed = 0): Candidate => ({
  node: handed(id, given),
  placed,
});

test.each<[string, Candidate[], string]>([
  ["the lowest score is the best", [of("a", { score: 30 }), of("b", { score: 20 })], "b a"],
  [
    "a node that is limited comes after one that is busy",
    [of("a", { limited: ["youtube"], score: 0 }), of("b", { score: 99 })],
    "b a",
  ],
  [
    "a node that drains comes last",
    [of("a", { state: "draining", score: 0 }), of("b", { limited: ["youtube"] })],
    "b a",
  ],
  [
    "players that the score cannot know yet count",
    [of("a", { score: 10 }, 5), of("b", { score: 12 })],
    "b a",
  ],
  ["equals keep one order everywhere", [of("b"), of("a")], "a b"],
])("%s", (_, candidates, order) => {
  expect(
    bestFirst(candidates)
      .map(({ node }) => node.id)
      .join(" "),
  ).toBe(order);
});
