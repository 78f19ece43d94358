// A music bot as its author writes it: discord.js 14 and lavalink-client, which gets its nodes from the pool.
import { followNodes } from "@shardlight/bot/lavalink-client";
import { LavalinkManager } from "lavalink-client";
import { CHANNEL_ID, client, POOL, serve, shardlight } from "./music-orders.mjs";

const manager = new LavalinkManager({
  nodes: [],
  sendToShard: (guildId, payload) => client.guilds.cache.get(guildId)?.shard?.send(payload),
});
client.on("raw", (packet) => manager.sendRawData(packet));
client.once("clientReady", () => manager.init({ id: client.user.id, username: client.user.username }));
const followed = followNodes(manager, { shardlight, pool: POOL, nodeOptions: { retryDelay: 1_000 } });

const playerOf = async (guildId) => {
  const known = manager.getPlayer(guildId);
  if (known !== undefined) return known;
  const player = manager.createPlayer({ guildId, voiceChannelId: CHANNEL_ID });
  await player.connect();
  return player;
};
await serve(followed, {
  play: async (guildId, search) => {
    const player = await playerOf(guildId);
    const [source, query] = search.split(":");
    const { loadType, tracks } = await player.search({ source, query }, client.user);
    if (tracks.length > 0) await player.play({ clientTrack: tracks[0] });
    return loadType;
  },
  leave: async (guildId) => void (await manager.getPlayer(guildId)?.destroy()),
  nodes: () => [...manager.nodeManager.nodes.keys()],
  players: () => [...manager.players.values()].map(({ guildId, node }) => ({ guildId, key: node.id })),
});
