// What both music bots have in common: they log in, and whoever started them has them play, and asks where their players are.
import { attachShardlight } from "@shardlight/bot/discord-js";
import { Client, GatewayIntentBits } from "discord.js";
import { liveUntilTold } from "./life.mjs";
import { clientOptions, discord, shardlightOptions } from "./settings.mjs";

/** The voice channel that is meant in every guild. */
export const CHANNEL_ID = "275928847299117063";
/** The pool whose nodes are used. */
export const POOL = process.env.BOT_POOL;

export const client = new Client({
  ...clientOptions,
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
});
client.on("shardError", () => {});
export const shardlight = attachShardlight(client, shardlightOptions);

/**
 * Logs in, and does what is ordered.
 * @param library `play` has a guild hear the first that a search finds, `leave` ends its player, `nodes` are the
 * library's own, `players` tell where each is
 */
export const serve = async (followed, { play, leave, nodes, players }) => {
  const orders = {
    play: ({ guildId, search }) => play(guildId, search),
    leave: ({ guildId }) => leave(guildId),
    tell: () => ({ pool: followed.nodes(), nodes: nodes(), players: players() }),
  };
  process.on("message", async ({ order, call, ...given }) => {
    try {
      process.send({ bot: "answer", call, answer: (await orders[order](given)) ?? null });
    } catch (error) {
      process.send({ bot: "answer", call, failure: error.message });
    }
  });
  liveUntilTold(async () => {
    followed.close();
    await shardlight.close();
    await client.destroy();
  });
  client.once("clientReady", () => process.send({ bot: "ready", guildIds: [...client.guilds.cache.keys()] }));
  await client.login(discord.token);
};
