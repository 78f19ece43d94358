// A music bot as its author writes it: discord.js 14 and shoukaku, which gets its nodes from the pool.
import { followNodes } from "@shardlight/bot/shoukaku";
import { Connectors, Shoukaku } from "shoukaku";
import { CHANNEL_ID, client, POOL, serve, shardlight } from "./music-orders.mjs";

const shoukaku = new Shoukaku(new Connectors.DiscordJS(client), [], {
  reconnectTries: 1_000,
  reconnectInterval: 1,
});
shoukaku.on("error", () => {});
const followed = followNodes(shoukaku, { shardlight, pool: POOL });

const join = (guildId) =>
  shoukaku.joinVoiceChannel({
    guildId,
    channelId: CHANNEL_ID,
    shardId: client.guilds.cache.get(guildId).shardId,
  });
await serve(followed, {
  play: async (guildId, search) => {
    const player = shoukaku.players.get(guildId) ?? (await join(guildId));
    const { loadType, data } = await player.node.rest.resolve(search);
    const [track] = Array.isArray(data) ? data : [];
    if (track !== undefined) await player.playTrack({ track: { encoded: track.encoded } });
    return loadType;
  },
  leave: (guildId) => shoukaku.leaveVoiceChannel(guildId),
  nodes: () => [...shoukaku.nodes.keys()],
  players: () => [...shoukaku.players.values()].map(({ guildId, node }) => ({ guildId, key: node.name })),
});
