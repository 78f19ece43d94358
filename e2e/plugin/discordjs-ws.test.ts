import { WebSocketManager } from "@discordjs/ws";
import { GatewayIntentBits, REST } from "discord.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachShardlight } from "../../bot-plugin/src/adapters/discordjs-ws.ts";
import type { Shardlight } from "../../bot-plugin/src/options.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { detailOf, statesOf, stepsSince, untilState, untilSteps } from "./history.ts";

const HEARTBEAT_MS = 1_000;
const SHARDS = 2;

let server: TestServer;
let discord: FakeDiscord;
let manager: WebSocketManager;
let shardlight: Shardlight;

beforeEach(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
  discord = await startFakeDiscord({ heartbeatIntervalMs: HEARTBEAT_MS, shards: SHARDS, guildsPerShard: 3 });
  const rest = new REST({ api: discord.restUrl, retries: 0 }).setToken(discord.token);
  manager = new WebSocketManager({
    token: discord.token,
    intents: GatewayIntentBits.Guilds,
    rest,
    shardCount: SHARDS,
    buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }),
  });
  // The manager throws errors that no one listens for.
  manager.on("error", () => {});
  const heartbeatIntervalMs = HEARTBEAT_MS;
  shardlight = attachShardlight(manager, {
    url: server.url,
    cluster: "main",
    intervalMs: 1_000,
    heartbeatIntervalMs,
  });
  await manager.connect();
  for (let id = 0; id < SHARDS; id += 1) await untilState(shard(id), "online");
});
afterEach(async () => {
  await shardlight.close();
  // Not awaited: the library waits 30 s for a dead peer.
  void Promise.resolve(manager.destroy()).catch(() => {});
  await discord.close();
  await server.dispose();
});

const shard = (id: number) => ({ url: server.url, id });

test("a standalone manager's shards are told as online with their servers", async () => {
  expect(await detailOf(shard(1))).toMatchObject({ state: "online", guilds: 3, reason: null });
});

test("a TCP drop is told as resuming, then online", async () => {
  const faultAt = Date.now();
  discord.levers.drop(1);
  const steps = await untilSteps(shard(1), faultAt, ["resuming", "online"]);
  expect(statesOf(steps)).toEqual(["resuming", "online"]);
  expect(await stepsSince(shard(0), faultAt)).toEqual([]);
});

test("heartbeats that no one acknowledges are told as unhealthy within 1.5 intervals and 2 s", async () => {
  const faultAt = Date.now();
  discord.levers.goDead(1);
  const [step] = await untilSteps(shard(1), faultAt, ["unhealthy"]);
  expect(step?.to).toBe("unhealthy");
  expect(step?.reason).toMatch(/no heartbeat acknowledged/);
  expect(step?.afterMs).toBeLessThanOrEqual(1.5 * HEARTBEAT_MS + 2_000);
});

test("a goodbye before the manager is destroyed is no trouble", async () => {
  const closedAt = Date.now();
  await shardlight.close();
  expect(statesOf(await untilSteps(shard(0), closedAt, ["stopping", "offline"]))).toEqual([
    "stopping",
    "offline",
  ]);
  expect(await detailOf(shard(0))).toMatchObject({ state: "offline", reason: "stopped" });
});
