import { expect, test } from "vitest";
import { NODE_STATES, NODE_TROUBLES } from "#protocol/audio.ts";
import { conditionOf, type KnownNode } from "./node-condition.ts";
import {
  countsOfNodes,
  framesWords,
  hourWords,
  loadWords,
  nodeName,
  noteWords,
  playersPair,
  programWords,
  stateSentence,
  stateWords,
  usedMemoryWords,
} from "./node-words.ts";

const node = (more: Partial<KnownNode> = {}): KnownNode => ({ id: "7f3k2m9q1abc", pool: "main", ...more });
const MEBIBYTE = 1_024 ** 2;

test.each([
  [{ state: "announced" }, "waiting"],
  [{ state: "probing" }, "being checked"],
  [{ state: "active", isAway: false }, "in use"],
  [{ state: "draining" }, "being emptied"],
  [{ state: "retired" }, "out of use"],
  [{ state: "announced", isAway: true }, "not answering"],
  [{ state: "retired", isAway: true }, "out of use"],
  [{}, null],
] satisfies [Partial<KnownNode>, string | null][])("%j is %s", (its, words) => {
  expect(stateWords(node(its))).toBe(words);
});

test("every state has its sentence, and what is not public has none", () => {
  for (const state of NODE_STATES) expect(stateSentence(node({ state }))).toMatch(/^[A-Z].*\.$/);
  expect(stateSentence(node())).toBeNull();
});

test.each([
  [{ state: "active", sources: { youtube: "limited", soundcloud: "ok" } }, "YouTube refuses this node"],
  [
    { state: "active", sources: { youtube: "limited", soundcloud: "limited" } },
    "YouTube and SoundCloud refuse this node",
  ],
  [{ state: "active", sources: { odd: "degraded" } }, "odd often refuses this node"],
  [{ state: "active", sources: { youtube: "unknown" } }, null],
  [{ state: "retired", sources: { youtube: "limited" } }, null],
  [
    { state: "active", trouble: "password_lost", sources: { youtube: "limited" } },
    "its password is not known any more: announce it again",
  ],
] satisfies [Partial<KnownNode>, string | null][])("of %j it is told: %s", (its, words) => {
  expect(noteWords(node(its))).toBe(words);
});

test("every trouble has words of its own", () => {
  const words = NODE_TROUBLES.map((trouble) => noteWords(node({ state: "active", trouble })));
  expect(new Set(words).size).toBe(NODE_TROUBLES.length);
});

test.each([
  [{}, null],
  [{ sources: { youtube: "limited" } }, "limited"],
  [{ state: "active" }, "active"],
  [{ state: "active", trouble: "too_old" }, "troubled"],
  [{ state: "active", sources: { youtube: "degraded" } }, "degraded"],
  [{ state: "draining", sources: { youtube: "limited" } }, "draining"],
  [{ state: "announced", isAway: true, trouble: "silent" }, "away"],
  [{ state: "retired", trouble: "silent" }, "retired"],
] satisfies [Partial<KnownNode>, string | null][])("%j is counted as %s", (its, condition) => {
  expect(conditionOf(node(its))).toBe(condition);
});

test("nodes are counted in words, the worst first", () => {
  const nodes = [
    node({ state: "active" }),
    node({ state: "active" }),
    node({ state: "draining" }),
    node({ state: "active", sources: { youtube: "limited" } }),
    node({ load: 0.5 }),
  ];
  expect(countsOfNodes(nodes).map(({ words }) => words)).toEqual([
    "1 refused by YouTube",
    "1 being emptied",
    "2 in use",
  ]);
});

test("a node is called by its label, its name, or the beginning of its id", () => {
  expect(nodeName(node({ label: "Frankfurt 1", name: "fra-1" }))).toBe("Frankfurt 1");
  expect(nodeName(node({ name: "fra-1" }))).toBe("fra-1");
  expect(nodeName(node())).toBe("Node 7f3k");
});

test.each([
  [loadWords(0.384), "38% load"],
  [loadWords(0.91), "91% load, busy"],
  [playersPair({ all: 0, playing: 0 }).join(" "), "no players"],
  [playersPair({ all: 15, playing: 12 }).join(" "), "12 playing of 15 players"],
  [playersPair({ all: 3, playing: 3 }).join(" "), "3 playing"],
  [usedMemoryWords({ usedBytes: 300 * MEBIBYTE, reservableBytes: 4_096 * MEBIBYTE }), "300 MB of 4.0 GB"],
  [usedMemoryWords({ usedBytes: 300 * MEBIBYTE, reservableBytes: 0 }), "300 MB"],
  [framesWords({ sent: 2_996, nulled: 4, deficit: 0 }), "2,996 sent, 4 empty, 0 missing"],
  [programWords({ kind: "nodelink", version: "3.7.0" }), "NodeLink 3.7.0"],
  [hourWords([null, 0.12, 0.64, 0.3]), "In the last hour 12% to 64%."],
  [hourWords([0.5, 0.5]), "In the last hour 50%."],
  [hourWords([null, null]), null],
])("%s", (told, words) => {
  expect(told).toBe(words);
});
