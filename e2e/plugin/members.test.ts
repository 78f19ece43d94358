import { once } from "node:events";
import { Client, GatewayIntentBits } from "discord.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { discordJsMembers } from "../../bot-plugin/src/adapters/discord-js-members.ts";
import { HandTiming } from "../../bot-plugin/src/audio/test-nodes.ts";
import type { MemberSource } from "../../bot-plugin/src/music/member-source.ts";
import { clientOptions } from "../fake-discord/client-options.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { until } from "../support/until.ts";

const [GUILD = "", BARE = ""] = guildIdsOf(0, 1, 2);
const OWNER = "80351110224678910";
const ANN = "80351110224678911";
const BEN = "80351110224678912";
const ROBOT = "80351110224678913";
const ROOM = "90351110224678900";
const DJ = "70351110224678900";
const ADMINISTRATOR = "70351110224678901";
const MANAGER = "70351110224678902";
const MODERATOR = "70351110224678903";

let discord: FakeDiscord;
let client: Client;
let timing: HandTiming;
let members: MemberSource;

const login = async (intents: readonly GatewayIntentBits[] = []) => {
  const { Guilds, GuildVoiceStates } = GatewayIntentBits;
  client = new Client({ ...clientOptions(discord.restUrl), intents: [Guilds, GuildVoiceStates, ...intents] });
  timing = new HandTiming();
  members = discordJsMembers(client, { timing });
  const ready = once(client, "clientReady");
  await client.login(discord.token);
  await ready;
};

beforeEach(async () => {
  discord = await startFakeDiscord();
  const roles = { [DJ]: 0n, [ADMINISTRATOR]: 0x8n, [MANAGER]: 0x20n, [MODERATOR]: 0x10n };
  discord.people.found(GUILD, OWNER, roles);
  for (const [id, name] of [
    [OWNER, "Olga"],
    [ANN, "Ann"],
    [BEN, "Ben"],
  ] as const)
    discord.people.join(GUILD, { id, name });
  discord.people.join(GUILD, { id: ROBOT, name: "Robot", isBot: true });
});

afterEach(async () => {
  void client.destroy();
  await discord.close();
});

test("a guild's owner, and what each role lets its members do", async () => {
  await login();
  expect(await members.member(GUILD, OWNER)).toEqual({
    isOwner: true,
    isManager: true,
    roleIds: [],
    voiceChannelId: null,
    name: "Olga",
  });
  for (const [roleIds, isManager] of [
    [[], false],
    [[DJ], false],
    [[MODERATOR], false],
    [[ADMINISTRATOR], true],
    [[DJ, MANAGER], true],
  ] as const) {
    discord.people.join(GUILD, { id: ANN, name: "Ann", roleIds });
    await timing.pass(60_000);
    expect(await members.member(GUILD, ANN)).toMatchObject({
      isOwner: false,
      isManager,
      roleIds,
      name: "Ann",
    });
  }
});

test("of guilds it names those that this process serves", async () => {
  await login();
  expect(members.guildsAmong(["1", GUILD, "81384788765712384", BARE])).toEqual([GUILD, BARE]);
  expect(await members.member("81384788765712384", ANN)).toBeNull();
  expect(members.listeners("81384788765712384", ROOM)).toEqual([]);
});

test("who is in a voice channel is known as they come and go, and bots do not listen", async () => {
  discord.people.enter(GUILD, BEN, ROOM);
  await login();
  expect(members.listeners(GUILD, ROOM)).toEqual([BEN]);
  for (const id of [ANN, ROBOT]) discord.people.enter(GUILD, id, ROOM);
  await until("Ann is heard of", () => members.listeners(GUILD, ROOM).length === 2);
  await until("the robot is there too", () => client.guilds.cache.get(GUILD)?.voiceStates.cache.size === 3);
  expect(members.listeners(GUILD, ROOM).toSorted()).toEqual([ANN, BEN]);
  expect(await members.member(GUILD, ANN)).toMatchObject({ voiceChannelId: ROOM });
  discord.people.enter(GUILD, ANN, null);
  await until("Ann has left", () => members.listeners(GUILD, ROOM).length === 1);
  expect(await members.member(GUILD, ANN)).toMatchObject({ voiceChannelId: null });
});

test("a member is asked for once a minute, however many want to know", async () => {
  await login();
  await Promise.all([members.member(GUILD, ANN), members.member(GUILD, ANN)]);
  await timing.pass(59_000);
  await members.member(GUILD, ANN);
  expect(discord.people.asked).toEqual([`${GUILD}/${ANN}`]);
  await timing.pass(1_000);
  await members.member(GUILD, ANN);
  await members.member(GUILD, BEN);
  expect(discord.people.asked).toEqual([`${GUILD}/${ANN}`, `${GUILD}/${ANN}`, `${GUILD}/${BEN}`]);
});

test("who loses a role, or leaves, loses its rights within the minute though Discord does not tell", async () => {
  discord.people.join(GUILD, { id: ANN, name: "Ann", roleIds: [MANAGER] });
  await login();
  expect(await members.member(GUILD, ANN)).toMatchObject({ isManager: true });
  discord.people.join(GUILD, { id: ANN, name: "Ann" });
  await timing.pass(60_000);
  expect(await members.member(GUILD, ANN)).toMatchObject({ isManager: false });
  discord.people.leave(GUILD, ANN);
  await timing.pass(60_000);
  expect(await members.member(GUILD, ANN)).toBeNull();
});

test("a bot that is told of members does not ask for those that it knows", async () => {
  discord.people.enter(GUILD, BEN, ROOM);
  await login([GatewayIntentBits.GuildMembers]);
  expect(await members.member(GUILD, BEN)).toMatchObject({ name: "Ben" });
  expect(discord.people.asked).toEqual([]);
  expect(await members.member(GUILD, ANN)).toMatchObject({ name: "Ann" });
  await timing.pass(120_000);
  expect(await members.member(GUILD, ANN)).toMatchObject({ name: "Ann" });
  expect(discord.people.asked).toEqual([`${GUILD}/${ANN}`]);
});

test("who is given a role or loses it is told of at once, and who is called otherwise is not", async () => {
  discord.people.enter(GUILD, BEN, ROOM);
  await login([GatewayIntentBits.GuildMembers]);
  const told: unknown[] = [];
  const stop = members.listen?.((guildId, channelIds) => told.push([guildId, channelIds]));
  const becomes = async (nick: string, roleIds: readonly string[]) => {
    const updated = once(client, "guildMemberUpdate");
    discord.people.change(GUILD, { id: BEN, name: "Ben", nick, roleIds });
    await updated;
  };
  await becomes("Ben", [DJ]);
  expect(told).toEqual([[GUILD, null]]);
  expect(await members.member(GUILD, BEN)).toMatchObject({ roleIds: [DJ] });
  await becomes("Benny", [DJ]);
  expect(told).toHaveLength(1);
  await becomes("Benny", []);
  expect(told).toHaveLength(2);
  stop?.();
  await becomes("Benny", [DJ]);
  expect(told).toHaveLength(2);
});

test("who is no member is told so, and not asked for again at once", async () => {
  await login();
  const stranger = "80351110224678999";
  expect(await members.member(GUILD, stranger)).toBeNull();
  expect(await members.member(GUILD, stranger)).toBeNull();
  expect(discord.people.asked).toHaveLength(1);
});

test("where Discord does not answer the cache is believed, and without it nobody is", async () => {
  discord.people.enter(GUILD, BEN, ROOM);
  discord.people.isSilent = true;
  await login();
  const known = members.member(GUILD, BEN);
  const unknown = expect(members.member(GUILD, ANN)).rejects.toThrow("did not tell in time");
  await timing.pass(2_000);
  expect(await known).toMatchObject({ name: "Ben", voiceChannelId: ROOM });
  await unknown;
});

test("it knows its guilds once its client is ready, and at once where it is", async () => {
  discord.levers.withholdReady("all");
  client = new Client({
    ...clientOptions(discord.restUrl),
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
  });
  members = discordJsMembers(client);
  const knew: (readonly string[])[] = [];
  const note = () => knew.push(members.guildsAmong([GUILD]));
  members.whenReady?.(note);
  members.whenReady?.(note)();
  const ready = once(client, "clientReady");
  void client.login(discord.token);
  await until("it has identified", () => discord.seen.identifies === 1);
  expect(knew).toEqual([]);
  discord.levers.grantReady("all");
  discord.levers.drop("all");
  await ready;
  expect(knew).toEqual([[GUILD]]);
  members.whenReady?.(note);
  expect(knew).toEqual([[GUILD], [GUILD]]);
});
