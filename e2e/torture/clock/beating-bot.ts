import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { elapsed } from "../../support/until.ts";

const BEAT_EVERY_MS = 400;

/** A bot process whose shards are all well, and which says so all the time. */
export interface BeatingBot {
  readonly boot: string;
  /** Resolves once its last word is answered. */
  stop(): Promise<void>;
}

/** Starts it; an answer that is not "accepted" makes `stop` reject. */
export const startBeating = async (
  url: string,
  parts: { readonly shardCount: number; readonly ids?: readonly number[]; readonly secret?: string },
): Promise<BeatingBot> => {
  const { ids = idsFrom(0, parts.shardCount), ...rest } = parts;
  const bot = startBot(url, rest);
  let isOver = false;
  await bot.tell(shardsIn("online", ids));
  const beat = async () => {
    while (!isOver) {
      await elapsed(BEAT_EVERY_MS);
      await bot.tell(shardsIn("online", ids));
    }
  };
  const ended = beat();
  ended.catch(() => {});
  return {
    boot: bot.boot,
    stop: async () => {
      isOver = true;
      await ended;
      bot.close();
    },
  };
};
