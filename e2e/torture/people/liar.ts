import { type HonestPlayer, watchHonestPlayer } from "./honest-player.ts";
import { openPanel, type Panel, type PanelBot, startPanelBot } from "./panel.ts";

/** A panel with a bot that lies, and one that does not. */
export interface LiarGround {
  readonly panel: Panel;
  /** Of the cluster `patron_1`; it says that it runs shard 1 alone. */
  readonly liar: PanelBot;
  readonly honest: HonestPlayer;
  /** The headers of someone who may steer the honest player. */
  readonly dj: Record<string, string>;
  /** Tells of a player. */
  lie(guildId: string, player: object): void;
  close(): Promise<void>;
}

/** Opens one. @param answer what the liar answers; null: nothing */
export const openLiarGround = async (answer: Parameters<typeof startPanelBot>[1]): Promise<LiarGround> => {
  const panel = await openPanel();
  const of = { cluster: "patron_1", boot: "liar", shardIds: [1] };
  const liar = await startPanelBot(panel.server.url, answer, of);
  const dj = await panel.come("dj");
  const honest = await watchHonestPlayer(panel, dj);
  return {
    ...{ panel, liar, honest, dj },
    lie: (guildId, player) => liar.send({ type: "player", guildId, at: Date.now(), player }),
    close: async () => {
      honest.close();
      liar.link.socket.terminate();
      await panel.close();
    },
  };
};
