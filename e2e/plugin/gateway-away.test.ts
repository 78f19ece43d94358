import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { inWords, statesOf, stepsSince, untilState, untilSteps } from "./history.ts";
import { createWatchedBot, startWatchedBot, type WatchedBot } from "./watched-bot.ts";

const SHARDS = 4;
const AWAY_MS = 5_000;
/** discord.js waits 500 ms before it dials again. */
const DIALS_AFTER_MS = 500;
/** From an event of the client to the transition that the server keeps. */
const TOLD_WITHIN_MS = 500;

let server: TestServer;
let bot: WatchedBot;

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
});

afterAll(() => server.dispose());

afterEach(() => bot.end());

const shard = (id: number) => ({ url: server.url, id });
const everyId = Array.from({ length: SHARDS }, (_, id) => id);
const start = async (heartbeatIntervalMs: number) => {
  bot = await startWatchedBot({ url: server.url, shardCount: SHARDS, heartbeatIntervalMs });
};

test("a gateway away for 5 s is one transition down and one up, however often shards dial", async ({
  annotate,
}) => {
  await start(10_000);
  let dials = 0;
  bot.client.on("shardReconnecting", () => {
    dials += 1;
  });
  const faultAt = Date.now();
  await bot.discord.levers.goAway(AWAY_MS);
  for (const id of everyId) {
    const steps = await untilSteps(shard(id), faultAt, ["resuming", "online"]);
    if (id === 0) await annotate(inWords(steps));
    expect(statesOf(steps)).toEqual(["resuming", "online"]);
    expect(steps[0]?.afterMs).toBeLessThan(TOLD_WITHIN_MS);
    expect(steps[1]?.afterMs).toBeLessThan(AWAY_MS + DIALS_AFTER_MS + 2 * TOLD_WITHIN_MS);
  }
  expect(dials).toBeGreaterThan(5 * SHARDS);
});

test("a gateway away for longer than heartbeats may be is told as unhealthy in between", async ({
  annotate,
}) => {
  await start(1_000);
  const faultAt = Date.now();
  await bot.discord.levers.goAway(AWAY_MS);
  for (const id of everyId) {
    const steps = await untilSteps(shard(id), faultAt, ["resuming", "unhealthy", "online"]);
    if (id === 0) await annotate(inWords(steps));
    expect(statesOf(steps)).toEqual(["resuming", "unhealthy", "online"]);
    expect(steps[1]?.reason).toMatch(/reconnecting, no sign of life for \d+ s/);
    expect(steps[1]?.afterMs).toBeLessThan(1.5 * 1_000 + 2_000);
  }
});

test("a gateway that refuses upgrades is one transition down and one up", async () => {
  await start(10_000);
  let errors = 0;
  bot.client.on("shardError", () => {
    errors += 1;
  });
  const faultAt = Date.now();
  bot.discord.levers.refuseUpgrades(true);
  bot.discord.levers.drop(1);
  await until("it was refused four times", () => errors >= 4);
  bot.discord.levers.refuseUpgrades(false);
  const steps = await untilSteps(shard(1), faultAt, ["resuming", "online"]);
  expect(statesOf(steps)).toEqual(["resuming", "online"]);
  for (const id of [0, 2, 3]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
});

test("a shard that waits for its READY is told as starting", async () => {
  bot = await createWatchedBot({ url: server.url, shardCount: SHARDS });
  bot.discord.levers.withholdReady(3);
  const faultAt = Date.now();
  const loggedIn = bot.login();
  await untilState(shard(3), "starting");
  await untilState(shard(0), "online");
  bot.discord.levers.grantReady(3);
  bot.discord.levers.drop(3);
  await loggedIn;
  expect(statesOf(await untilSteps(shard(3), faultAt, ["starting", "online"]))).toEqual([
    "starting",
    "online",
  ]);
});
