// A bot that forgets about the plugin: told to leave, it destroys its client and expects that its process ends by itself.
import { once } from "node:events";
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client } from "discord.js";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

const client = new Client(clientOptions);
attachShardlight(client, shardlightOptions);
await client.login(discord.token);
await once(process, "message");
await client.destroy();
process.disconnect();
