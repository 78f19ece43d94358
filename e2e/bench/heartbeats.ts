import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { cpuSeconds } from "../support/process-cost.ts";
import { startServer } from "../support/server.ts";
import { startBareServer } from "./bare-server.ts";
import type { Bench } from "./bench.ts";
import { type LoadResult, runLoad } from "./push-load.ts";
import { median, percentile, short } from "./statistics.ts";

const SHARDS = 16_384;
const CONNECTIONS = 64;
const PASSPHRASE = "a-secret-for-a-benchmark";

const requests = (path: (id: number) => string): readonly Buffer[] =>
  idsFrom(0, SHARDS).map((id) =>
    Buffer.from(
      `POST ${path(id)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${PASSPHRASE}\r\nContent-Length: 0\r\n\r\n`,
    ),
  );

/** Requests per second. */
const rate = ({ answered, seconds }: LoadResult): number => answered / seconds;

/** Heartbeats over Glance's route, as bots of today send them, against a server that does nothing. */
export const heartbeats: Bench = {
  name: "heartbeats",
  does: `Glance's heartbeats with a passphrase, ${CONNECTIONS} connections, ${SHARDS.toLocaleString("en-US")} shards`,
  run: async (scale) => {
    const rounds = scale === "full" ? 7 : 1;
    const durationMs = scale === "full" ? 4_000 : 200;
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, PASSPHRASE, HOST: "127.0.0.1" });
    const bare = await startBareServer();
    try {
      const bot = startBot(server.url, { shardCount: SHARDS, secret: PASSPHRASE });
      await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
      bot.close();
      const pushes = requests((id) => `/api/health/main/${id}`);
      let sent = 0;
      const load = (port: number) =>
        runLoad({
          port,
          connections: CONNECTIONS,
          durationMs,
          status: 204,
          next: () => pushes[sent++ % SHARDS] as Buffer,
        });
      // Both are warm before the first round.
      await load(bare.port);
      await load(server.port);
      const ours: LoadResult[] = [];
      const theirs: LoadResult[] = [];
      const before = cpuSeconds(server.pid);
      for (let round = 0; round < rounds; round += 1) {
        theirs.push(await load(bare.port));
        ours.push(await load(server.port));
      }
      const busy = (cpuSeconds(server.pid) - before) / ours.reduce((sum, { seconds }) => sum + seconds, 0);
      const ratios = ours.map((result, round) => rate(result) / rate(theirs[round] ?? result));
      return [
        {
          what: "heartbeats",
          value: median(ratios),
          unit: "of a bare server",
          limit: { atLeast: 0.85 },
          beside: `${short(median(ours.map(rate)))}/s against ${short(median(theirs.map(rate)))}/s, server at ${short(busy * 100)}% of a core`,
        },
        {
          what: "p99 of an answer",
          value: percentile(
            ours.flatMap(({ latenciesMs }) => latenciesMs),
            0.99,
          ),
          unit: "ms",
          beside: `bare: ${short(
            percentile(
              theirs.flatMap(({ latenciesMs }) => latenciesMs),
              0.99,
            ),
          )} ms`,
        },
      ];
    } finally {
      bare.stop();
      await server.dispose();
    }
  },
};
