import { expect, test } from "vitest";
import { item, seenIn, standingBot } from "./test-music.ts";
import { GUILD } from "./test-people.ts";

test("a player that nobody watches is not told of", async () => {
  const { adapter, players, timing } = standingBot();
  adapter.change({ volume: 50 });
  await timing.pass(1_000);
  expect(players()).toEqual([]);
});

test("changes that come together are told together, with a higher revision", async () => {
  const { adapter, look, players, timing } = standingBot();
  const seen = seenIn(await look()).player;
  adapter.change({ volume: 50 });
  adapter.change({ volume: 60 });
  await timing.pass(49);
  expect(players()).toEqual([]);
  await timing.pass(1);
  expect(players()).toHaveLength(1);
  expect(players()[0]).toMatchObject({ guildId: GUILD, at: timing.wall(), player: { volume: 60 } });
  expect(players()[0]?.player?.rev).toBeGreaterThan(seen?.rev ?? 0);
});

test("where nothing but the position went on, nothing is told", async () => {
  const { adapter, look, players, timing } = standingBot();
  await look();
  await timing.pass(10_000);
  adapter.change({ positionMs: 10_200, positionAt: timing.wall() });
  await timing.pass(50);
  adapter.change({ rev: 77 });
  await timing.pass(50);
  expect(players()).toEqual([]);
});

test.each([
  ["sought ahead", 60_000],
  ["sought back", 0],
  ["stalled", 8_000],
])("a position that %s is told", async (_, positionMs) => {
  const { adapter, look, players, timing } = standingBot();
  await look();
  await timing.pass(10_000);
  adapter.change({ positionMs, positionAt: timing.wall() });
  await timing.pass(50);
  expect(players()).toMatchObject([{ player: { positionMs } }]);
});

test("a player that pauses stands still", async () => {
  const { adapter, look, players, timing } = standingBot();
  adapter.change({ state: "paused", positionMs: 5_000 });
  await look();
  await timing.pass(60_000);
  adapter.change({ positionAt: timing.wall() });
  await timing.pass(50);
  expect(players()).toEqual([]);
});

test("a player that ends, and one that begins, are told", async () => {
  const { adapter, look, players, timing } = standingBot();
  await look();
  adapter.change(null);
  await timing.pass(50);
  adapter.change({ current: item("z") });
  await timing.pass(50);
  expect(players().map(({ player }) => player?.current?.uid ?? null)).toEqual([null, "z"]);
});

test("what somebody was shown meanwhile is still told to all who watch", async () => {
  const { adapter, look, players, timing, command } = standingBot();
  await look();
  adapter.change({ volume: 50 });
  await command({ action: "pause" });
  await timing.pass(50);
  expect(players()).toHaveLength(1);
});

test("nobody watches any more: nothing is told", async () => {
  const { adapter, hub, look, players, timing } = standingBot();
  await look();
  hub.hear({ type: "unwatch", guildId: GUILD });
  adapter.change({ volume: 50 });
  await timing.pass(1_000);
  expect(players()).toEqual([]);
});

test("once the link stands anew all is told, to a server that asks again for what it still wants", async () => {
  const { adapter, hub, look, players, sent, timing } = standingBot();
  await look();
  hub.follow(null);
  adapter.change({ volume: 50 });
  await timing.pass(1_000);
  expect(players()).toEqual([]);
  hub.follow(["music"]);
  await timing.pass(50);
  expect(sent.at(-2)).toMatchObject({ type: "players" });
  expect(players()).toMatchObject([{ player: { volume: 50 } }]);
  await look();
  await timing.pass(30_000);
  adapter.change({ volume: 60 });
  await timing.pass(50);
  expect(players()).toHaveLength(2);
});

test("what a server does not ask for again is told no more", async () => {
  const { adapter, hub, look, players, timing } = standingBot();
  await look();
  hub.follow(null);
  hub.follow(["music"]);
  await timing.pass(30_050);
  adapter.change({ volume: 60 });
  await timing.pass(50);
  expect(players()).toHaveLength(1);
});

test("revisions of a process that starts later are higher", async () => {
  const first = standingBot();
  const before = seenIn(await first.look()).player?.rev ?? 0;
  const second = standingBot();
  expect(before).toBeGreaterThan(first.timing.wall());
  expect(seenIn(await second.look()).player?.rev ?? 0).toBeGreaterThanOrEqual(before);
});
