import { expect, test } from "vitest";
import { BLOCK_RESTS_MS, type Circumstances, nextMove, wishedMove } from "./life.ts";
import type { AudioNode } from "./node.ts";
import { nodeLike } from "./test-node.ts";

const SINCE = nodeLike().since;
const MINUTE_MS = 60_000;
const retiring = { deadlineAt: SINCE + 10 * MINUTE_MS, end: "retire" } as const;
const holding = { ...retiring, end: "hold" } as const;
const well: Circumstances = { answers: true, trouble: null, players: 3 };
const gone: Circumstances = { answers: false, trouble: "unreachable", players: 0 };
const unsure: Circumstances = { answers: null, trouble: null, players: null };

test.each<[string, Partial<AudioNode>, Circumstances, number, [string, string] | null]>([
  ["an announced node that answers is used", { state: "announced" }, well, 0, ["active", "probe"]],
  ["one that is checked and answers is used", { state: "probing" }, well, 0, ["active", "probe"]],
  ["one that is checked and does not answer waits", { state: "probing" }, gone, 0, ["announced", "probe"]],
  ["one that waits and does not answer goes on waiting", { state: "announced" }, gone, 0, null],
  [
    "one whose agent said goodbye waits to be announced",
    { state: "announced", cause: "goodbye" },
    well,
    0,
    null,
  ],
  ["an active one that answers stays", {}, well, 0, null],
  ["an active one of which nothing is known stays", {}, unsure, 0, null],
  ["an active one that does not answer is away", {}, gone, 0, ["announced", "silence"]],
  ["a drain with players goes on", { state: "draining", drain: retiring }, well, MINUTE_MS, null],
  [
    "a drain gives bots time to hear of it",
    { state: "draining", drain: retiring },
    { ...well, players: 0 },
    5_000,
    null,
  ],
  [
    "a drain goes on while nobody has looked",
    { state: "draining", drain: retiring },
    unsure,
    MINUTE_MS,
    null,
  ],
  [
    "a drained node that is empty is retired",
    { state: "draining", drain: retiring },
    { ...well, players: 0 },
    MINUTE_MS,
    ["retired", "empty"],
  ],
  [
    "a drain is over at its deadline",
    { state: "draining", drain: retiring },
    well,
    10 * MINUTE_MS,
    ["retired", "deadline"],
  ],
  [
    "a drained node that does not answer has its time all the same",
    { state: "draining", drain: retiring },
    { ...gone, players: null },
    MINUTE_MS,
    null,
  ],
  [
    "one that is held stays past its deadline",
    { state: "draining", drain: holding, cause: "limited" },
    gone,
    60 * MINUTE_MS,
    null,
  ],
  [
    "one that was limited and held returns after its addresses rested",
    { state: "draining", drain: holding, cause: "limited" },
    well,
    BLOCK_RESTS_MS,
    ["active", "recovery"],
  ],
  [
    "one that a person holds does not return by itself",
    { state: "draining", drain: holding, cause: "ops" },
    well,
    2 * BLOCK_RESTS_MS,
    null,
  ],
  [
    "a clock that was set back does not end a drain",
    { state: "draining", drain: retiring },
    well,
    -60 * MINUTE_MS,
    null,
  ],
  ["a retired node stays retired", { state: "retired" }, well, BLOCK_RESTS_MS * 9, null],
])("%s", (_, more, now, afterMs, expected) => {
  const move = nextMove(nodeLike(more), now, SINCE + afterMs);
  expect(move === null ? null : [move.to, move.cause]).toEqual(expected);
});

const WISHES: readonly [string, Partial<AudioNode>, "drain" | "retire" | "return", string | null][] = [
  ["an active node can be drained", {}, "drain", "draining"],
  ["a draining node can be drained otherwise", { state: "draining", drain: holding }, "drain", "draining"],
  ["a retired node cannot be drained", { state: "retired" }, "drain", null],
  ["any node can be retired", { state: "announced" }, "retire", "retired"],
  ["a draining node can return", { state: "draining", drain: holding }, "return", "probing"],
  ["a retired node can return", { state: "retired" }, "return", "probing"],
  ["an active node has nowhere to return from", {}, "return", null],
];
test("a draining node that works returns at once, and no bot loses it meanwhile", () => {
  const wish = { action: "return", drain: undefined, reason: null, answers: true } as const;
  expect(wishedMove(nodeLike({ state: "draining", drain: holding }), wish)?.to).toBe("active");
  expect(wishedMove(nodeLike({ state: "retired" }), wish)?.to).toBe("probing");
});

test.each(WISHES)("%s", (_, more, action, to) => {
  expect(
    wishedMove(nodeLike(more), { action, drain: retiring, reason: null, answers: false })?.to ?? null,
  ).toBe(to);
});
