import { expect, test } from "vitest";
import { item, musicBot, seenIn, standingBot } from "./test-music.ts";
import { ANN, BEN, CHANNEL, CYD, GUILD } from "./test-people.ts";

const RIGHTS = { type: "rights", guildId: GUILD };
const ELSEWHERE = "90351110224678901";

/** A bot that is watched, and what it says of itself from then on. */
const watchedBot = async () => {
  const bot = standingBot();
  await bot.look();
  bot.sent.length = 0;
  return bot;
};

test("who leaves the bot's channel takes their vote along on every page, and rights have moved", async () => {
  const { adapter, members, command, timing, sent, look } = standingBot();
  adapter.change({ current: item("a") });
  await look();
  await command({ action: "skip" }, { by: BEN });
  await timing.pass(50);
  sent.length = 0;
  members.enter(BEN, null);
  await timing.pass(50);
  expect(sent).toMatchObject([{ type: "player", player: { votes: null } }, RIGHTS]);
});

test("people who come and go together are told of together, though the player is as it was", async () => {
  const { members, timing, sent } = await watchedBot();
  members.enter(BEN, ELSEWHERE);
  members.enter(BEN, CHANNEL);
  members.enter(CYD, null);
  await timing.pass(50);
  expect(sent).toEqual([RIGHTS]);
});

test("who moves between other channels is of no matter, unless the bot is in none", async () => {
  const { adapter, members, timing, sent } = await watchedBot();
  members.enter(ANN, null);
  await timing.pass(50);
  sent.length = 0;
  members.enter(ANN, ELSEWHERE);
  await timing.pass(50);
  expect(sent).toEqual([]);
  adapter.channelId = null;
  members.enter(ANN, null);
  await timing.pass(50);
  expect(sent).toEqual([RIGHTS]);
});

test("the first track, another's track and what can be done from now on move rights; what else changes does not", async () => {
  const { adapter, look, sent, timing } = standingBot();
  const told = async (more: Parameters<typeof adapter.change>[0]) => {
    sent.length = 0;
    adapter.change(more);
    await timing.pass(50);
    return sent;
  };
  await told({ current: null, queue: [] });
  await look();
  const player = { type: "player" };
  expect(await told({ current: item("a", ANN) })).toMatchObject([player, RIGHTS]);
  expect(await told({ current: item("b", ANN), volume: 40 })).toMatchObject([player]);
  expect(await told({ current: item("c", BEN) })).toMatchObject([player, RIGHTS]);
  expect(await told({ can: ["play", "previous"] })).toMatchObject([player, RIGHTS]);
});

test("of a guild that nobody watches nothing is told", async () => {
  const { members, timing, sent } = standingBot();
  sent.length = 0;
  members.enter(BEN, null);
  await timing.pass(50);
  expect(sent).toEqual([]);
});

test("at its end the bot says that it has players no more, and listens to nobody", () => {
  const { hub, members, music, sent } = musicBot();
  hub.follow(["music"]);
  expect(members.isHeard).toBe(true);
  music.close();
  expect(sent.at(-1)).toEqual({ type: "players", adapter: null });
  expect(members.isHeard).toBe(false);
});

test("who is given a role sees at once what they may do by it, wherever they are", async () => {
  const bot = standingBot({ dj: { roleIds: ["70351110224678900"] } });
  bot.members.enter(BEN, ELSEWHERE);
  expect(seenIn(await bot.look(BEN)).may).not.toContain("volume");
  bot.sent.length = 0;
  bot.members.giveRoles(BEN, ["70351110224678900"]);
  await bot.timing.pass(50);
  expect(bot.sent).toEqual([RIGHTS]);
  expect(seenIn(await bot.look(BEN)).may).toContain("volume");
});
