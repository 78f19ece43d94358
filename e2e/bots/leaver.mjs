// A bot that forgets about the plugin: it destroys its client, and expects that its process ends by itself.
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client } from "discord.js";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

const client = new Client(clientOptions);
attachShardlight(client, shardlightOptions);
const ready = new Promise((resolve) => client.once("clientReady", resolve));
await client.login(discord.token);
await ready;
await client.destroy();
process.disconnect();
