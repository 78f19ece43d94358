import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { openFiles, residentBytes } from "../support/process-cost.ts";
import { elapsed, until } from "../support/until.ts";
import type { Bench } from "./bench.ts";
import { openNeverReading } from "./never-reading.ts";
import { settledMemory } from "./settled-memory.ts";
import { short } from "./statistics.ts";
import { CLUSTER } from "./told-feed.ts";
import { SHARDS, startViewedServer, tooFewFiles } from "./viewed-server.ts";

const STALLED = 1_000;
const READING = 100;
const SMOKE_STALLED = 5;
const SMOKE_READING = 5;
/** Heard at once they make frames of some 23 KB, so that the kernel's buffers, 4 MB for each viewer, are soon full. */
const HEARD = shardsIn("online", idsFrom(1, SHARDS, 4));
const PUSHED = idsFrom(0, SHARDS, 2);
const REPORT_EVERY_MS = 100;
const DROP_PATIENCE_MS = 120_000;
const MB = 1_024 ** 2;
/** What may wait for one viewer, times all of them. */
const BOUND_MB = (STALLED * 512 * 1_024) / MB;
/** Resident memory wavers by as much without any viewer. */
const MARGIN_MB = 16;

/** Viewers that never read: each is dropped once too much waits for it, and no one else notices. */
export const stalled: Bench = {
  name: "stalled",
  does: `${STALLED.toLocaleString("en-US")} viewers that never read beside ${READING} that do, large frames, 20 transitions a second`,
  run: async (scale) => {
    const [stuckCount, readingCount] = scale === "full" ? [STALLED, READING] : [SMOKE_STALLED, SMOKE_READING];
    const skipped = tooFewFiles(stuckCount + readingCount);
    if (skipped !== undefined) return { skipped };
    const { server, crowd, pushes, dispose } = await startViewedServer(stuckCount + readingCount, PUSHED);
    const bot = startBot(server.url, { cluster: CLUSTER, shardCount: SHARDS });
    let peak = 0;
    /** Large frames until `isDone`. */
    const load = async (isDone: () => boolean) => {
      const report = async () => {
        while (!isDone()) {
          await Promise.all([bot.tell(HEARD), elapsed(REPORT_EVERY_MS)]);
          peak = Math.max(peak, residentBytes(server.pid));
        }
      };
      await Promise.all([pushes.during(isDone), report()]);
    };
    const loadFor = (ms: number) => {
      const endAt = performance.now() + ms;
      return load(() => performance.now() >= endAt);
    };
    try {
      await crowd.grow(readingCount);
      // Warm: what the load itself costs is not the stalled viewers' doing.
      const alone = await crowd.timed(() => loadFor(scale === "full" ? 8_000 : 500));
      const base = await settledMemory(server);
      // All else that is connected stays so: what is open beyond that are stalled viewers.
      const filesBefore = openFiles(server.pid);
      const leave = await openNeverReading(server.port, stuckCount);
      await until("all stalled viewers are in", () => openFiles(server.pid) >= filesBefore + stuckCount);
      peak = 0;
      const startedAt = performance.now();
      const latencies = await crowd.timed(() =>
        load(() => {
          const passedMs = performance.now() - startedAt;
          if (scale === "smoke") return passedMs > 500;
          if (passedMs > DROP_PATIENCE_MS) throw new Error("not all stalled viewers were dropped in time");
          return openFiles(server.pid) <= filesBefore;
        }),
      );
      const tookMs = performance.now() - startedAt;
      const droppedCount = stuckCount - Math.max(openFiles(server.pid) - filesBefore, 0);
      leave();
      const after = await settledMemory(server);
      crowd.told.verify("online");
      return [
        {
          what: "memory at most above base",
          value: (peak - base) / MB,
          unit: "MB",
          limit: { atMost: BOUND_MB },
          beside: `resident, garbage and all; base ${short(base / MB)} MB with ${readingCount} reading viewers`,
        },
        {
          what: "memory above base when they are gone",
          value: (after - base) / MB,
          unit: "MB",
          limit: { atMost: MARGIN_MB },
          beside: `after a collection; ${droppedCount} of ${stuckCount} had been dropped after ${short(tookMs / 1_000)} s`,
        },
        {
          what: "p99 from push to the others",
          value: latencies.percentile(0.99),
          unit: "ms",
          limit: { atMost: 250 },
          beside: `median ${short(latencies.percentile(0.5))} ms; before the stalled came p99 ${short(alone.percentile(0.99))} ms; none of the others was dropped, nothing missed`,
        },
      ];
    } finally {
      bot.close();
      await dispose();
    }
  },
};
