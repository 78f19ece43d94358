import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD, guestId } from "./guests.ts";
import { CHANNEL } from "./lavalink-ground.ts";
import { guestAt, openParty, type Party } from "./party.ts";

/** Without being told, rights are asked for again after 30 s and more. */
const AT_ONCE_MS = 6_000;

let party: Party;
beforeAll(async () => {
  party = await openParty({ guests: 5, music: { mayCommand: undefined } });
  await party.play("one", "two", "three");
});
afterAll(() => party.close());

const enter = (number: number, channelId: string | null) =>
  party.bot.discord.people.enter(GUILD, guestId(number), channelId);

/** What a guest hears by themselves. */
const listen = async (number: number) => {
  const stream = await guestAt(party, number - 1).watch();
  const next = async (name: string, fits: (data: Record<string, unknown>) => boolean = () => true) => {
    const { data } = await stream.next(
      ({ event, data: text }) => event === name && fits(JSON.parse(text)),
      AT_ONCE_MS,
    );
    return JSON.parse(data);
  };
  const first = await next("rights");
  await next("snapshot");
  return { first, next };
};

test("who leaves the bot's channel or comes to it moves votes and rights on every page by itself", async () => {
  const [one, two] = [await listen(1), await listen(2)];
  for (const { first } of [one, two]) expect(first).toMatchObject({ isVoter: true });
  expect((await guestAt(party, 0).wish("skip")).body.message).toContain("1 of 3");
  expect((await two.next("state_changed")).votes).toEqual({ have: 1, need: 3 });
  enter(5, null);
  expect((await two.next("state_changed")).votes).toEqual({ have: 1, need: 2 });
  expect(await two.next("rights", ({ isVoter }) => isVoter === false)).toMatchObject({ isVoter: false });
  enter(1, null);
  expect((await two.next("state_changed")).votes).toBeNull();
  expect(await two.next("rights")).toMatchObject({ isVoter: true });
  expect((await one.next("rights", ({ may }) => Array.isArray(may) && may.length === 0)).may).toEqual([]);
  enter(1, CHANNEL);
  expect((await one.next("rights")).may).toEqual(expect.arrayContaining(["play", "skip"]));
});

test("a vote that is enough since others left skips the track by itself", async () => {
  const { next } = await listen(2);
  // Votes of before are about what played then.
  const { players } = party.players;
  await players.act(GUILD, { action: "skip" }, { id: guestId(1), name: "guest 1" }, null);
  expect((await guestAt(party, 1).wish("skip")).body.message).toContain("1 of 2");
  enter(4, null);
  enter(3, null);
  await next("song_changed", ({ current }) => String(Object(current)["title"]).includes("three"));
});

test("a bot that ends its music is away at once for all who watch", async () => {
  const { next } = await listen(2);
  party.music.close();
  await next("away");
  expect((await guestAt(party, 1).wish("skip")).status).toBe(503);
});
