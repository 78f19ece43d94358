import { once } from "node:events";
import { Client, DiscordjsError, Status } from "discord.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { clientOptions } from "./client-options.ts";
import { type FakeDiscord, startFakeDiscord } from "./fake-discord.ts";
import { CLOSE } from "./packets.ts";

const HEARTBEAT_MS = 500;

let discord: FakeDiscord;
let client: Client;

beforeEach(async () => {
  discord = await startFakeDiscord({ heartbeatIntervalMs: HEARTBEAT_MS, shards: 4, guildsPerShard: 3 });
  client = new Client(clientOptions(discord.restUrl));
});

afterEach(async () => {
  // Not awaited: discord.js waits 30 s for a dead peer, and for ever where it is destroyed amid a login.
  client.destroy();
  await discord.close();
});

const login = async (): Promise<void> => {
  const ready = heard("clientReady", 5_000);
  await client.login(discord.token);
  await ready;
};

/** The arguments of the next such event. */
const heard = (event: string, withinMs: number): Promise<unknown[]> =>
  once(client, event, { signal: AbortSignal.timeout(withinMs) });

test("a real client logs in with every shard and all its servers", async () => {
  await login();
  expect(client.ws.shards.map((shard) => [shard.id, shard.status])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  expect(client.guilds.cache.size).toBe(12);
  expect(client.guilds.cache.filter((guild) => guild.shardId === 2).size).toBe(3);
  expect(discord.shardIds()).toEqual([0, 1, 2, 3]);
});

test("heartbeats are acknowledged with the delay that is asked for", async () => {
  await login();
  discord.levers.delayAcks(120);
  await expect.poll(() => client.ws.shards.get(1)?.ping, { timeout: 3_000 }).toBeGreaterThanOrEqual(115);
});

test.each([
  ["op 7", () => discord.levers.reconnect(1)],
  ["a resumable op 9", () => discord.levers.invalidSession(1, true)],
  ["a TCP drop", () => discord.levers.drop(1)],
  ["close 4000", () => discord.levers.closeWith(1, CLOSE.unknownError)],
  ["close 4009", () => discord.levers.closeWith(1, CLOSE.sessionTimedOut)],
])("after %s the shard resumes its session", async (_, pull) => {
  await login();
  const resumed = heard("shardResume", 2_000);
  pull();
  expect((await resumed)[0]).toBe(1);
  expect(discord.seen).toEqual({ identifies: 4, resumes: 1 });
});

test.each([
  ["an op 9 that ends the session", () => discord.levers.invalidSession(2, false)],
  ["close 1000", () => discord.levers.closeWith(2, 1_000)],
  ["close 4007", () => discord.levers.closeWith(2, CLOSE.invalidSeq)],
  [
    "a drop with the session forgotten",
    () => {
      discord.levers.forgetSessions(2);
      discord.levers.drop(2);
    },
  ],
])("after %s the shard identifies anew", async (_, pull) => {
  await login();
  const ready = heard("shardReady", 3_000);
  pull();
  expect((await ready)[0]).toBe(2);
  expect(discord.seen).toEqual({ identifies: 5, resumes: 0 });
});

test.each([4004, 4010, 4011, 4012, 4013, 4014])("close %i disconnects the shard for good", async (code) => {
  await login();
  client.on("shardError", () => {});
  const disconnected = heard("shardDisconnect", 2_000);
  discord.levers.closeWith(3, code);
  expect(await disconnected).toMatchObject([{ code }, 3]);
});

test("a shard whose heartbeats stay unanswered reconnects and resumes", async () => {
  await login();
  const reconnecting = heard("shardReconnecting", 2 * HEARTBEAT_MS + 500);
  discord.levers.stopAcks(0);
  expect(await reconnecting).toEqual([0]);
  discord.levers.startAcks(0);
  expect((await heard("shardResume", 2_000))[0]).toBe(0);
});

test("a dead peer shows no event at all for several heartbeats", async () => {
  await login();
  const lastPingAt = () => client.ws.shards.get(0)?.lastPingTimestamp ?? 0;
  const acknowledgedAt = await until("a heartbeat was sent", () => lastPingAt() > 0 && lastPingAt());
  discord.levers.goDead("all");
  await expect(heard("shardReconnecting", 5 * HEARTBEAT_MS)).rejects.toThrow("aborted");
  expect(client.ws.shards.get(0)?.status).toBe(0);
  expect(lastPingAt() - acknowledgedAt).toBeLessThanOrEqual(HEARTBEAT_MS + 50);
});

test("servers become unavailable and come back", async () => {
  await login();
  const broken = heard("guildUnavailable", 2_000);
  discord.levers.breakGuilds(1);
  await broken;
  await expect.poll(() => client.guilds.cache.filter((guild) => !guild.available).size).toBe(3);
  discord.levers.mendGuilds(1);
  await expect.poll(() => client.guilds.cache.filter((guild) => !guild.available).size).toBe(0);
});

test("a gateway that went away has every shard dial until it is back", async () => {
  await login();
  let dials = 0;
  client.on("shardReconnecting", () => {
    dials += 1;
  });
  await discord.levers.goAway(1_200);
  // All of them: discord.js lets a socket that is still dialling when it is destroyed throw for all the process.
  await expect
    .poll(() => client.ws.shards.every((shard) => shard.status === Status.Ready), { timeout: 3_000 })
    .toBe(true);
  expect(dials).toBeGreaterThanOrEqual(8);
});

test("a gateway that refuses upgrades lets shards resume once it takes them", async () => {
  await login();
  const failed = heard("shardError", 2_000);
  discord.levers.refuseUpgrades(true);
  discord.levers.drop(1);
  expect(String((await failed)[0])).toContain("503");
  client.on("shardError", () => {});
  discord.levers.refuseUpgrades(false);
  expect((await heard("shardResume", 2_000))[0]).toBe(1);
});

test("READY is withheld until it is granted", async () => {
  discord.levers.withholdReady(3);
  client.login(discord.token).catch(() => {});
  await expect.poll(() => discord.seen.identifies, { timeout: 3_000 }).toBe(4);
  expect(client.ws.shards.map((shard) => shard.status)).toEqual([0, 0, 0, Status.Identifying]);
  const ready = heard("shardReady", 2_000);
  discord.levers.grantReady(3);
  discord.levers.drop(3);
  expect((await ready)[0]).toBe(3);
});

test("a wrong token is refused by REST", async () => {
  await expect(client.login("wrong.bot.token")).rejects.toThrow(DiscordjsError);
  expect(discord.seen).toEqual({ identifies: 0, resumes: 0 });
});
