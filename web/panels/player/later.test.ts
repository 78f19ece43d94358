import { expect, test } from "vitest";
import type { PlayerSnapshot } from "#protocol/music.ts";
import { isSameQueue, type Later, laterAfter, NOTHING_LATER, withPage } from "./later.ts";
import { NOTHING_KNOWN, type PlayerEvent, reducePlayer, shownPlayer } from "./player-state.ts";
import { testItem, testPlayer } from "./test-player.ts";

const items = (uids: string) => [...uids].map((uid) => testItem(uid));
const page = (from: number, uids: string) => ({ from, items: items(uids) });
const uidsOf = ({ items: its }: Later) => its.map(({ uid }) => uid).join("");
const unsureOf = ({ unsure }: Later) => [...unsure].join("");
/** A player that shows `a`, `b` and `c` of a longer queue. */
const long = (more: Partial<PlayerSnapshot> = {}) => testPlayer({ total: 9, queueMark: "one", ...more });
const known = withPage(long(), NOTHING_LATER, page(3, "defghi"));

test("pages stand behind the snapshot, one after the other", () => {
  const first = withPage(long(), NOTHING_LATER, page(3, "def"));
  expect(uidsOf(withPage(long(), first, page(6, "ghi")))).toBe("defghi");
});

test("a page behind what is not known tells nothing", () => {
  expect(withPage(long(), NOTHING_LATER, page(6, "ghi"))).toBe(NOTHING_LATER);
});

test("what comes forward into the snapshot is there no more, and never more than there are", () => {
  const after = long({ queue: items("bcd"), total: 7 });
  expect(uidsOf(laterAfter(long(), after, known))).toBe("efgh");
});

test("all of them are in doubt once any has moved, and none where none has", () => {
  expect(unsureOf(laterAfter(long(), long({ rev: 6, volume: 3 }), known))).toBe("");
  expect(unsureOf(laterAfter(long(), long({ queueMark: "two" }), known))).toBe("defghi");
});

test("a bot that tells no mark may have moved them with each queue that it tells", () => {
  const { queueMark: _, ...unmarked } = long();
  expect(isSameQueue(unmarked, { ...unmarked, volume: 1 })).toBe(true);
  expect(isSameQueue(unmarked, { ...unmarked, queue: [...unmarked.queue] })).toBe(false);
});

test("a page that is asked for again ends the doubt about its own, wherever they stood", () => {
  const doubted = laterAfter(long(), long({ queueMark: "two" }), known);
  const after = withPage(long({ queueMark: "two" }), doubted, page(3, "dhe"));
  expect(uidsOf(after)).toBe("dhegi");
  expect(unsureOf(after)).toBe("gi");
});

test("an entry that was moved far behind stands there before the bot has told it again", () => {
  const after = (...events: PlayerEvent[]) =>
    shownPlayer(events.reduce(reducePlayer, NOTHING_KNOWN))
      ?.queue.map(({ uid }) => uid)
      .join("");
  const told: PlayerEvent = { kind: "told", player: long(), awaySince: null };
  const paged: PlayerEvent = { kind: "paged", page: page(3, "defghi") };
  const move: PlayerEvent = {
    kind: "wished",
    id: "w",
    command: { action: "move", uid: "h", before: "e" },
    at: 0,
  };
  const done: PlayerEvent = { kind: "answered", id: "w", result: { outcome: "done", message: "", rev: 6 } };
  const changed: PlayerEvent = { kind: "changed", fields: { rev: 6, queueMark: "two" } };
  expect(after(told, paged, move)).toBe("abcdhefgi");
  expect(after(told, paged, move, done, changed)).toBe("abcdhefgi");
  expect(after(told, paged, move, changed, done)).toBe("abcdhefgi");
});
