import type { Player } from "lavalink-client";
import { lavalinkPlayers, type PlayerOptions } from "../../bot-plugin/src/adapters/lavalink-client.ts";
import { openLavalinkClient } from "../fake-lavalink/clients.ts";
import { type FakeLavalinkOptions, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { steering } from "./steering.ts";

export const GUILD = "375928847299117063";
export const OTHER_GUILD = "385928847299117063";
export const CHANNEL = "275928847299117063";

/** A real lavalink-client on a fake node, with its players as the adapter shows them. */
export const openPlayers = async (
  options: FakeLavalinkOptions = {},
  managerOptions: Parameters<typeof openLavalinkClient>[1] = {},
  playerOptions: PlayerOptions = {},
) => {
  const node = await startFakeLavalink(options);
  const client = await openLavalinkClient({ one: node }, managerOptions);
  await client.connected();
  const players = lavalinkPlayers(client.manager, { channelName: () => "Music", ...playerOptions });
  const changes: { readonly guildId: string; readonly at: number }[] = [];
  const deafen = players.listen((guildId) => changes.push({ guildId, at: performance.now() }));
  return {
    ...steering(players, { guildId: GUILD, channelId: CHANNEL }),
    node,
    manager: client.manager,
    players,
    changes,
    deafen,
    playerOf: (guildId = GUILD): Player => {
      const player = client.manager.getPlayer(guildId);
      if (player === undefined) throw new Error("no such player");
      return player;
    },
    close: async () => {
      deafen();
      await client.close();
      await node.close();
    },
  };
};
