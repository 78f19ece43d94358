import { expect, test } from "vitest";
import type { PlayerSnapshot } from "#protocol/music.ts";
import { FIELDS_OF_EVENT } from "#protocol/music-view.ts";
import { wordsOf } from "./changes.ts";
import type { WatchedPlayer } from "./players.ts";
import { GUILD, snapshotLike } from "./test-bot.ts";

const watched = (player: PlayerSnapshot | null, isAway = false): WatchedPlayer => ({
  cluster: "main",
  guildId: GUILD,
  player,
  isAway,
});
const before = snapshotLike({ rev: 1, positionMs: 10_000, positionAt: 1_000_000 });
const eventsOf = (now: PlayerSnapshot | null, isAway = false) =>
  wordsOf(watched(now, isAway), watched(before), 5).map(({ event }) => event);
const track = (uid: string) => ({
  uid,
  title: uid,
  author: "",
  uri: null,
  artworkUrl: null,
  durationMs: 1,
  isStream: false,
  source: "youtube",
  requester: null,
});

test.each<[string, Partial<PlayerSnapshot>, readonly string[]]>([
  ["nothing", {}, []],
  ["the volume", { volume: 5, rev: 2 }, ["volume_changed"]],
  ["the loop", { loop: "track", rev: 2 }, ["loop_changed"]],
  ["the effect", { effect: "nightcore", rev: 2 }, ["effect_changed"]],
  ["the queue", { queue: [track("a")], total: 1, rev: 2 }, ["queue_updated"]],
  ["what waits behind the first 50", { queueMark: "other", rev: 2 }, ["queue_updated"]],
  ["votes", { votes: { have: 1, need: 2 }, rev: 2 }, ["state_changed"]],
  ["the song", { current: track("a"), rev: 2 }, ["song_changed", "position_changed"]],
  ["pausing", { state: "paused", rev: 2 }, ["state_changed", "position_changed"]],
  ["a jump", { positionMs: 60_000, rev: 2 }, ["position_changed"]],
  ["time that passed", { positionMs: 15_000, positionAt: 1_005_000 }, []],
  ["a word that took a while", { positionAt: 1_000_300 }, []],
  ["the revision alone", { rev: 2 }, ["state_changed"]],
  ["revisions that begin anew", { rev: 0 }, ["away", "snapshot", "back"]],
])("of %s is told", (_, change, events) => {
  expect(eventsOf({ ...before, ...change })).toEqual(events);
});

test("a player that goes or comes is told whole, and one whose bot goes is old", () => {
  expect(eventsOf(null)).toEqual(["snapshot"]);
  expect(wordsOf(watched(before), watched(null), 5)[0]).toMatchObject({
    event: "snapshot",
    data: { player: before },
  });
  expect(eventsOf(before, true)).toEqual(["away"]);
});

test("all events together hold every field that can change", () => {
  const fields = new Set<string>(Object.values(FIELDS_OF_EVENT).flat());
  const rest = Object.keys(snapshotLike()).filter((field) => !fields.has(field));
  expect(rest).toEqual(["guildId", "rev"]);
});
