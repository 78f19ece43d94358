import { expect, test } from "vitest";
import { NOTHING_KNOWN, type PlayerEvent, reducePlayer } from "./player-state.ts";
import { spokenOf } from "./spoken.ts";
import { testItem, testPlayer } from "./test-player.ts";

const told: PlayerEvent = { kind: "told", player: testPlayer(), awaySince: null };
const gone: PlayerEvent = { kind: "away", awaySince: 5 };
const known = reducePlayer(NOTHING_KNOWN, told);

test.each<[string, PlayerEvent, string | null]>([
  ["a song", { kind: "changed", fields: { rev: 6, current: testItem("a") } }, "Now playing Track a."],
  ["silence", { kind: "changed", fields: { rev: 6, current: null } }, "Nothing is playing."],
  ["the volume", { kind: "changed", fields: { rev: 6, volume: 3 } }, null],
  ["a bot that goes", gone, "The bot is away. Nothing can be steered until it is back."],
])("of %s is spoken what is new", (_, event, words) => {
  expect(spokenOf(known, reducePlayer(known, event))).toBe(words);
});

test("a bot that is back is spoken of, the first look is not", () => {
  const away = reducePlayer(known, gone);
  expect(spokenOf(away, reducePlayer(away, told))).toBe("The bot is back.");
  expect(spokenOf(NOTHING_KNOWN, known)).toBeNull();
});
