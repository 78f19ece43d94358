import { idsFrom } from "../support/bot.ts";
import { startServer } from "../support/server.ts";
import { CONNECTIONS, compareWithBare, figuresOf, PASSPHRASE, postOf, rateOf } from "./against-bare.ts";
import type { Bench } from "./bench.ts";
import { median, short } from "./statistics.ts";

const SHARDS = 16_384;
/** Shards of one report: those of one process. */
export const SHARDS_EACH = SHARDS / CONNECTIONS;
/** All `seq` have as many digits, so that a request's head can be made ahead. */
const FIRST_SEQ = 1_000_000_000;

/** What a process of discord.js says of its shards at each heartbeat. */
export const aliveShards = (process: number) =>
  idsFrom(process * SHARDS_EACH, (process + 1) * SHARDS_EACH).map((id) => ({
    id,
    state: "online",
    latencyMs: 40 + (id % 60),
    guilds: 1_000 + (id % 500),
    unavailableGuilds: 0,
    reconnects: 0,
  }));

/** A process's report, again and again under a rising `seq`. */
export const reportsOf = (process: number) => {
  const body = { boot: `bench-${process}`, seq: FIRST_SEQ, shardCount: SHARDS, shards: aliveShards(process) };
  const request = postOf("/api/v1/clusters/main/reports", JSON.stringify(body));
  const place = request.indexOf(String(FIRST_SEQ));
  let seq = FIRST_SEQ;
  return () => {
    seq += 1;
    request.write(String(seq), place, "latin1");
    return request;
  };
};

/** Reports over HTTP: one request for all shards of a process. */
export const reports: Bench = {
  name: "reports",
  does: `reports of ${SHARDS_EACH} shards each over HTTP, ${CONNECTIONS} connections`,
  run: async (scale) => {
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, PASSPHRASE });
    try {
      const next = idsFrom(0, CONNECTIONS).map(reportsOf);
      const comparison = await compareWithBare(
        server,
        { status: 200, next: (connection) => next[connection]?.() as Buffer },
        scale,
      );
      const perSecond = median(comparison.ours.map(rateOf)) * SHARDS_EACH;
      const [ratio, p99] = figuresOf(comparison, "reports");
      return [
        {
          what: "shard heartbeats",
          value: perSecond / comparison.coreRatio,
          unit: "/s of one core",
          limit: { atLeast: 1_000_000 },
          beside: `${short(perSecond)}/s at ${short(comparison.coreRatio * 100)}% of a core`,
        },
        ...(ratio === undefined || p99 === undefined ? [] : [ratio, p99]),
      ];
    } finally {
      await server.dispose();
    }
  },
};
