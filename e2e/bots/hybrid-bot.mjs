// A bot under discord-hybrid-sharding: several shards in each process.
import { existsSync } from "node:fs";
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client } from "discord.js";
import { ClusterClient, getInfo } from "discord-hybrid-sharding";
import { liveUntilTold } from "./life.mjs";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

if (existsSync(process.env.BOT_CRASHES_WHILE_THERE_IS ?? "")) process.exit(1);

const { SHARD_LIST: shards, TOTAL_SHARDS: shardCount } = getInfo();
const client = new Client({ ...clientOptions, shards, shardCount });
client.cluster = new ClusterClient(client);
const shardlight = attachShardlight(client, shardlightOptions);
client.on("shardError", () => {});
client.once("clientReady", () => client.cluster.triggerReady());
liveUntilTold(async () => {
  await shardlight.close();
  await client.destroy();
});
await client.login(discord.token);
