import { once } from "node:events";
import { WebSocket } from "ws";
import { idsFrom } from "../support/bot.ts";
import { cpuSeconds } from "../support/process-cost.ts";
import { startServer } from "../support/server.ts";
import { elapsed } from "../support/until.ts";
import { PASSPHRASE } from "./against-bare.ts";
import type { Bench } from "./bench.ts";
import { aliveShards, SHARDS_EACH } from "./reports.ts";
import { percentile } from "./statistics.ts";

const LINKS = 64;
const SHARDS = LINKS * SHARDS_EACH;
const REPORT_EVERY_MS = 1_000;

/** One process's link that has been greeted. */
const openLink = async (url: string, process: number) => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/link`, {
    headers: { authorization: `Bearer ${PASSPHRASE}` },
    perMessageDeflate: false,
  });
  await once(socket, "open");
  const shards = aliveShards(process);
  const shardIds = shards.map(({ id }) => id);
  const boot = `bench-${process}`;
  const hello = { type: "hello", protocol: 1, cluster: "main", boot, shardCount: SHARDS, shardIds };
  socket.send(JSON.stringify(hello));
  await once(socket, "message");
  let seq = 0;
  return {
    /** How long the acknowledgement took, in ms. */
    report: async (): Promise<number> => {
      seq += 1;
      const frame = JSON.stringify({ type: "report", seq, shards });
      const sentAt = performance.now();
      socket.send(frame);
      const [answer] = await once(socket, "message");
      if (!String(answer).includes('"accepted"')) throw new Error(`not accepted: ${answer}`);
      return performance.now() - sentAt;
    },
    close: () => socket.terminate(),
  };
};

/** Every shard heard each second over as many links as a large bot has processes. */
export const links: Bench = {
  name: "links",
  does: `${LINKS} links that report ${SHARDS_EACH} shards each, every shard each second`,
  run: async (scale) => {
    const spanMs = scale === "full" ? 60_000 : 1_000;
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, PASSPHRASE });
    const opened: Awaited<ReturnType<typeof openLink>>[] = [];
    try {
      for (const process of idsFrom(0, LINKS)) opened.push(await openLink(server.url, process));
      const drive = async (link: (typeof opened)[number], place: number, endAt: number) => {
        const tookMs: number[] = [];
        // Spread over the second, as processes are that know nothing of each other.
        await elapsed((place / LINKS) * REPORT_EVERY_MS);
        while (performance.now() < endAt) {
          const startedAt = performance.now();
          tookMs.push(await link.report());
          await elapsed(REPORT_EVERY_MS - (performance.now() - startedAt));
        }
        return tookMs;
      };
      const driveAll = (ms: number) =>
        Promise.all(opened.map((link, place) => drive(link, place, performance.now() + ms)));
      await driveAll(Math.min(spanMs, 5_000));
      const before = cpuSeconds(server.pid);
      const startedAt = performance.now();
      const tookMs = (await driveAll(spanMs)).flat();
      const seconds = (performance.now() - startedAt) / 1_000;
      return [
        {
          what: "server, with 16,384 shards heard each second",
          value: ((cpuSeconds(server.pid) - before) / seconds) * 100,
          unit: "% of a core",
          limit: { atMost: 5 },
          beside: `${tookMs.length.toLocaleString("en-US")} reports in ${Math.round(seconds)} s`,
        },
        { what: "p99 of an acknowledgement", value: percentile(tookMs, 0.99), unit: "ms" },
      ];
    } finally {
      for (const link of opened) link.close();
      await server.dispose();
    }
  },
};
