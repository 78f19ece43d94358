// The music of a bot: a real lavalink-client on the nodes of a pool. Its Discord gives it every voice channel at once.
import { setTimeout as sleep } from "node:timers/promises";
import { followNodes } from "@shardlight/bot/lavalink-client";
import { LavalinkManager } from "lavalink-client";
import { openJukebox } from "./jukebox.mjs";

const GUILDS = 4;
const CHANNEL_ID = "275928847299117063";
const SOURCES = ["ytsearch", "ytsearch", "ytsearch", "scsearch"];
const AGAIN_AFTER_MS = 1_500;

const within = (fromMs, toMs) => fromMs + Math.random() * (toMs - fromMs);

const voiceOf = (guildId, userId) => [
  {
    t: "VOICE_STATE_UPDATE",
    d: { guild_id: guildId, user_id: userId, session_id: `voice-${guildId}`, channel_id: CHANNEL_ID },
  },
  {
    t: "VOICE_SERVER_UPDATE",
    d: { guild_id: guildId, token: `voice-token-${guildId}`, endpoint: "rotterdam1.discord.media:443" },
  },
];

/**
 * Some guilds of a client that is ready listen to one track after the other, for as long as the process lives; those
 * that have regulars play what these ask for, and are shown on the page.
 */
export const playMusic = (client, { shardlight, pool, regulars, titles }) => {
  const { id, username } = client.user;
  const manager = new LavalinkManager({
    nodes: [],
    client: { id, username },
    sendToShard: async (guildId) => {
      for (const packet of voiceOf(guildId, id)) await manager.sendRawData(packet);
    },
  });
  manager.nodeManager.on("error", () => {});
  followNodes(manager, { shardlight, pool, logger: null });
  const failed = new Map();
  manager.on("trackError", ({ guildId }) => failed.get(guildId)?.());
  const others = [...client.guilds.cache.keys()].filter((guildId) => regulars[guildId] === undefined);
  for (const guildId of others.slice(0, GUILDS)) void listen(manager, guildId, failed);
  openJukebox(client, manager, { shardlight, channelId: CHANNEL_ID, regulars, titles });
};

const listen = async (manager, guildId, failed) => {
  for (let number = 1; ; number += 1) {
    const failure = new Promise((resolve) => failed.set(guildId, resolve));
    try {
      await play(manager, guildId, `song ${number}`);
      await Promise.race([failure, sleep(within(11_000, 20_000))]);
    } catch {
      // No node, or one that refuses: music goes on once there is another.
    }
    await sleep(AGAIN_AFTER_MS);
  }
};

const play = async (manager, guildId, query) => {
  const known = manager.getPlayer(guildId);
  const player = known ?? manager.createPlayer({ guildId, voiceChannelId: CHANNEL_ID });
  if (known === undefined) await player.connect();
  const source = SOURCES[Math.floor(Math.random() * SOURCES.length)];
  const [track] = (await player.search({ query, source }, null)).tracks;
  await player.play({ track: { encoded: track.encoded } });
};
