import { cpuSeconds } from "../support/process-cost.ts";
import { startServer } from "../support/server.ts";
import { elapsed } from "../support/until.ts";
import type { Bench } from "./bench.ts";
import { type Lateness, measureSilence } from "./expiry-silence.ts";
import { percentile, short } from "./statistics.ts";

const SHARDS = 65_536;

/** Share of a core that a process uses while nothing is asked of it. */
export const restRatio = async (pid: number, spanMs: number): Promise<number> => {
  // What was done before leaves something to collect.
  await elapsed(Math.min(2_000, spanMs));
  const before = cpuSeconds(pid);
  await elapsed(spanMs);
  return (cpuSeconds(pid) - before) / (spanMs / 1_000);
};

/** Silence, noticed on time however many there are, at next to no cost. */
export const expiry: Bench = {
  name: "expiry",
  does: `Of ${SHARDS.toLocaleString("en-US")} shards a random tenth falls silent, deadlines spread`,
  run: async (scale) => {
    const [rounds, spreadMs, timeoutMs, restMs] =
      scale === "full" ? [3, 5_000, 8_000, 30_000] : [1, 500, 700, 200];
    const measured: Lateness[] = [];
    let rest = Number.NaN;
    for (let round = 0; round < rounds; round += 1) {
      const server = await startServer({
        CLUSTERS: `main:${SHARDS}`,
        HEALTH_TIMEOUT: String(timeoutMs / 1_000),
      });
      try {
        measured.push(await measureSilence({ url: server.url, shards: SHARDS, spreadMs, timeoutMs }));
        if (round === rounds - 1) rest = await restRatio(server.pid, restMs);
      } finally {
        await server.dispose();
      }
    }
    const noticed = measured.flatMap(({ noticedMs }) => noticedMs);
    const seen = measured.flatMap(({ seenMs }) => seenMs);
    return [
      {
        what: "p99 noticed after the deadline",
        value: percentile(noticed, 0.99),
        unit: "ms",
        limit: { atMost: 100 },
        beside: `median ${short(percentile(noticed, 0.5))} ms, last ${short(percentile(noticed, 1))} ms; deadlines by the sender's clock, noticed by the server's word`,
      },
      {
        what: "p99 seen by a viewer after the deadline",
        value: percentile(seen, 0.99),
        unit: "ms",
        beside: `median ${short(percentile(seen, 0.5))} ms; both by the clock of sender and viewer; frames are at least 100 ms apart`,
      },
      {
        what: "at rest",
        value: rest * 100,
        unit: "% of a core",
        limit: { atMost: 1 },
        beside: `over ${short(restMs / 1_000)} s, ${SHARDS.toLocaleString("en-US")} shards with deadlines ahead or past`,
      },
    ];
  },
};
