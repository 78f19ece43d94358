// A bot as its author writes it: discord.js 14 with the plugin, alone or as a child of a ShardingManager.
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client } from "discord.js";
import { liveUntilTold } from "./life.mjs";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

if (process.env.BOT_CRASHES_AT_BOOT) process.exit(1);

const client = new Client(clientOptions);
const shardlight = attachShardlight(client, shardlightOptions);
client.on("shardError", () => {});
client.once("clientReady", () => process.send?.({ bot: "ready", boot: shardlight.boot }));
if (!process.env.BOT_DIES_ABRUPTLY) {
  liveUntilTold(async () => {
    await shardlight.close();
    await client.destroy();
  });
}
await client.login(discord.token);
