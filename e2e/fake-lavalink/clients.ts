import { LavalinkManager, type ManagerOptions, type Player, type VoicePacket } from "lavalink-client";
import { Connector, Shoukaku, type ShoukakuOptions, type Player as ShoukakuPlayer } from "shoukaku";
import { until } from "../support/until.ts";
import type { FakeLavalink } from "./fake-lavalink.ts";

/** The bot that both clients belong to. */
export const BOT_ID = "175928847299117063";
const CHANNEL_ID = "275928847299117063";
const SHARD_ID = 0;

type Named = Readonly<Record<string, Pick<FakeLavalink, "host" | "port" | "password">>>;

/** What Discord says to a bot that joined a voice channel, a new token each time. */
const voicePacketsOf = (guildId: string, channelId: string, token: string) => {
  const state = { guild_id: guildId, user_id: BOT_ID, session_id: `voice-${guildId}`, channel_id: channelId };
  return [
    {
      t: "VOICE_STATE_UPDATE",
      d: {
        ...state,
        deaf: false,
        mute: false,
        self_deaf: true,
        self_mute: false,
        self_video: false,
        suppress: false,
      },
    },
    { t: "VOICE_SERVER_UPDATE", d: { token, guild_id: guildId, endpoint: "rotterdam1.discord.media:443" } },
  ] as const;
};

/** Packets are as Discord sends them; the library's types want fields that Discord never sends. */
const asLibraryTypesIt = (packet: ReturnType<typeof voicePacketsOf>[number]): VoicePacket =>
  packet as unknown as VoicePacket;

/** A real lavalink-client whose Discord answers at once; `join` resolves when the node has the voice. */
export const openLavalinkClient = async (named: Named, options: Partial<ManagerOptions> = {}) => {
  const voices = new Map<string, Promise<void>>();
  const manager: LavalinkManager = new LavalinkManager({
    nodes: Object.entries(named).map(([id, { host, port, password }]) => ({
      id,
      host,
      port,
      authorization: password,
      retryAmount: 50,
      retryDelay: 50,
    })),
    client: { id: BOT_ID, username: "fake" },
    autoSkip: true,
    ...options,
    sendToShard: (guildId, payload) => {
      const channelId = payload.d.channel_id;
      if (typeof channelId !== "string") return;
      const told = (async () => {
        for (const packet of voicePacketsOf(guildId, channelId, `voice-token-${guildId}`)) {
          await manager.sendRawData(asLibraryTypesIt(packet));
        }
      })();
      // Whoever joins hears of a failure by `join`.
      told.catch(() => {});
      voices.set(guildId, told);
    },
  });
  manager.nodeManager.on("error", () => {});
  const nodes = () => manager.nodeManager.nodes;
  await manager.init({ id: BOT_ID, username: "fake" });
  return {
    manager,
    join: async (guildId: string, node: string): Promise<Player> => {
      const player = manager.createPlayer({ guildId, voiceChannelId: CHANNEL_ID, node });
      await player.connect();
      await voices.get(guildId);
      return player;
    },
    /** Resolves once every node is connected. */
    connected: () =>
      until("all nodes are connected", () =>
        [...nodes().values()].every((node) => node.connected && node.sessionId && node.info),
      ),
    close: async () => {
      for (const node of [...nodes().values()]) node.destroy("NodeDestroy");
      await until("all nodes are let go", () => nodes().size === 0);
    },
  };
};

/** Stands where a Discord library would, and answers at once. */
class FakeConnector extends Connector {
  override sendPacket(
    _shardId: number,
    payload: { d: { guild_id: string; channel_id: string | null } },
  ): void {
    const { guild_id, channel_id } = payload.d;
    if (channel_id === null) return;
    setImmediate(() => {
      for (const packet of voicePacketsOf(guild_id, channel_id, `voice-token-${guild_id}`)) this.raw(packet);
    });
  }

  override getId(): string {
    return BOT_ID;
  }

  override listen(nodes: Parameters<Connector["listen"]>[0]): void {
    setImmediate(() => this.ready(nodes));
  }
}

/** A real shoukaku, likewise; it joins on the node that it likes best. */
export const openShoukaku = (named: Named, options: ShoukakuOptions = {}) => {
  const nodes = Object.entries(named).map(([name, { host, port, password }]) => ({
    name,
    url: `${host}:${port}`,
    auth: password,
  }));
  const shoukaku = new Shoukaku(new FakeConnector(null), nodes, {
    reconnectInterval: 0.05,
    reconnectTries: 50,
    ...options,
  });
  shoukaku.on("error", () => {});
  return {
    shoukaku,
    join: (guildId: string): Promise<ShoukakuPlayer> =>
      shoukaku.joinVoiceChannel({ guildId, channelId: CHANNEL_ID, shardId: SHARD_ID }),
    /** Resolves once a node is connected. */
    connected: () => until("a node is connected", () => shoukaku.getIdealNode() !== undefined),
    close: () => {
      for (const [name, node] of [...shoukaku.nodes]) {
        // A node that is removed dials again when its socket closes.
        node.connect = () => Promise.resolve();
        shoukaku.removeNode(name);
      }
    },
  };
};
