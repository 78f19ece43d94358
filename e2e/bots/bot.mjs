// A bot as its author writes it: discord.js 14 with the plugin, alone or as a child of a ShardingManager.
import { existsSync } from "node:fs";
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client, GatewayIntentBits } from "discord.js";
import { liveUntilTold } from "./life.mjs";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

if (existsSync(process.env.BOT_CRASHES_WHILE_THERE_IS ?? "")) process.exit(1);

const pool = process.env.BOT_MUSIC_POOL;
const { intents } = clientOptions;
const client = new Client({
  ...clientOptions,
  intents: pool ? [...intents, GatewayIntentBits.GuildVoiceStates] : intents,
});
const shardlight = process.env.BOT_IS_NOT_WATCHED ? null : attachShardlight(client, shardlightOptions);
client.on("shardError", () => {});
client.once("clientReady", () => process.send?.({ bot: "ready", boot: shardlight?.boot }));
if (pool) {
  const { playMusic } = await import("./music.mjs");
  const regulars = JSON.parse(process.env.BOT_REGULARS ?? "{}");
  const titles = JSON.parse(process.env.BOT_TITLES ?? "[]");
  client.once("clientReady", () => playMusic(client, { shardlight, pool, regulars, titles }));
}
liveUntilTold(async () => {
  await shardlight?.close();
  await client.destroy();
});
process.on("message", ({ order }) => {
  if (order !== "measure") return;
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  process.send({
    bot: "measured",
    heapBytes: process.memoryUsage().heapUsed,
    cpuMs: (user + system) / 1_000,
  });
});
await client.login(discord.token);
