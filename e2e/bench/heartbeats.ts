import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { startServer } from "../support/server.ts";
import { CONNECTIONS, compareWithBare, figuresOf, PASSPHRASE, postOf } from "./against-bare.ts";
import type { Bench } from "./bench.ts";

const SHARDS = 16_384;

/** Heartbeats over Glance's route, as bots of today send them. */
export const heartbeats: Bench = {
  name: "heartbeats",
  does: `Glance's heartbeats with a passphrase, ${CONNECTIONS} connections, 16,384 shards`,
  run: async (scale) => {
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, PASSPHRASE });
    try {
      const bot = startBot(server.url, { shardCount: SHARDS, secret: PASSPHRASE });
      await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
      bot.close();
      const pushes = idsFrom(0, SHARDS).map((id) => postOf(`/api/health/main/${id}`));
      let sent = 0;
      const next = () => {
        sent += 1;
        return pushes[sent % SHARDS] as Buffer;
      };
      const comparison = await compareWithBare(server, { status: 204, next }, scale);
      return figuresOf(comparison, "heartbeats", { atLeast: 0.85 });
    } finally {
      await server.dispose();
    }
  },
};
