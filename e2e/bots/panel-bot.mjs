// A music bot as its author writes it: discord.js 14 and lavalink-client, whose players are seen and steered on the page.
import { attachShardlight, discordJsMembers, panelCommand } from "@shardlight/bot/discord-js";
import { followNodes, lavalinkPlayers } from "@shardlight/bot/lavalink-client";
import { startMusic } from "@shardlight/bot/music";
import { Client, GatewayIntentBits } from "discord.js";
import { LavalinkManager } from "lavalink-client";
import { liveUntilTold } from "./life.mjs";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

const { BOT_NODE, BOT_POOL, BOT_DJ_ROLE } = process.env;

const client = new Client({
  ...clientOptions,
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
});
client.on("shardError", () => {});
const shardlight = attachShardlight(client, shardlightOptions);

// A node of its own, or those of a pool.
const manager = new LavalinkManager({
  nodes: BOT_NODE ? [JSON.parse(BOT_NODE)] : [],
  autoSkip: true,
  sendToShard: (guildId, payload) => client.guilds.cache.get(guildId)?.shard?.send(payload),
});
manager.nodeManager.on("error", () => {});
client.on("raw", (packet) => manager.sendRawData(packet));
client.once("clientReady", () => manager.init({ id: client.user.id, username: client.user.username }));
if (BOT_POOL) followNodes(manager, { shardlight, pool: BOT_POOL });

const music = startMusic({
  shardlight,
  adapter: lavalinkPlayers(manager, { channelName: (id) => client.channels.cache.get(id)?.name }),
  members: discordJsMembers(client),
  dj: { roleIds: BOT_DJ_ROLE ? [BOT_DJ_ROLE] : [] },
});
const panel = panelCommand({ shardlight });
client.on("interactionCreate", async (interaction) => {
  if (interaction.isChatInputCommand() && interaction.commandName === panel.data.name)
    await panel.execute(interaction);
});

liveUntilTold(async () => {
  music.close();
  await shardlight.close();
  await client.destroy();
});
client.once("clientReady", () => process.send({ bot: "ready" }));
await client.login(discord.token);
