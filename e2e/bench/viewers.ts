import { cpuSeconds } from "../support/process-cost.ts";
import type { Bench } from "./bench.ts";
import { settledMemory } from "./settled-memory.ts";
import { median, percentile, short } from "./statistics.ts";
import { SHARDS, startViewedServer, tooFewFiles } from "./viewed-server.ts";

const VIEWERS = 10_000;
const SMOKE_VIEWERS = 50;

/** Many viewers of the live stream while shards change; every viewer is held to every frame. */
export const viewers: Bench = {
  name: "viewers",
  does: `${VIEWERS.toLocaleString("en-US")} viewers of the feed, 20 transitions a second over ${SHARDS.toLocaleString("en-US")} shards`,
  run: async (scale) => {
    const count = scale === "full" ? VIEWERS : SMOKE_VIEWERS;
    const rounds = scale === "full" ? 3 : 1;
    const durationMs = scale === "full" ? 15_000 : 500;
    const skipped = tooFewFiles(count);
    if (skipped !== undefined) return { skipped };
    const { server, crowd, pushes, dispose } = await startViewedServer(count);
    try {
      // Warm, so that what the server learns with its first viewers is not counted for the others.
      await crowd.grow(Math.min(count, SMOKE_VIEWERS));
      await pushes.lasting(Math.min(durationMs, 2_000));
      await crowd.settle();
      crowd.cut();
      const empty = await settledMemory(server);
      await crowd.grow(count);
      const p99s: number[] = [];
      const medians: number[] = [];
      const answersMs: number[] = [];
      const before = cpuSeconds(server.pid);
      const startedAt = performance.now();
      for (let round = 0; round < rounds; round += 1) {
        const latencies = await crowd.timed(async () => {
          answersMs.push(...(await pushes.lasting(durationMs)));
        });
        p99s.push(latencies.percentile(0.99));
        medians.push(latencies.percentile(0.5));
      }
      const busy = (cpuSeconds(server.pid) - before) / ((performance.now() - startedAt) / 1_000);
      const full = await settledMemory(server);
      crowd.check();
      crowd.told.verify("online");
      return [
        {
          what: "p99 from push to viewer",
          value: median(p99s),
          unit: "ms",
          limit: { atMost: 250 },
          beside: `median ${short(median(medians))} ms, p99 of a push's answer ${short(percentile(answersMs, 0.99))} ms, server at ${short(busy * 100)}% of a core`,
        },
        {
          what: "server memory a viewer",
          value: (full - empty) / count / 1_024,
          unit: "KB",
          limit: { atMost: 20 },
          beside: `resident, after a collection: ${short(empty / 1_024 ** 2)} MB without, ${short(full / 1_024 ** 2)} MB with ${count} viewers`,
        },
      ];
    } finally {
      await dispose();
    }
  },
};
