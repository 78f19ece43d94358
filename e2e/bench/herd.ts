import { elapsed } from "../support/until.ts";
import type { Bench } from "./bench.ts";
import { percentile, short } from "./statistics.ts";
import { SHARDS, startViewedServer, tooFewFiles } from "./viewed-server.ts";

const VIEWERS = 5_000;
const SMOKE_VIEWERS = 50;
/** Changes that all of them miss. */
const AWAY_MS = 2_000;

const latest = (values: readonly number[]): number => Math.max(...values);

/** All viewers lose their connection at once, as when a proxy restarts, and come back at the same moment. */
export const herd: Bench = {
  name: "herd",
  does: `${VIEWERS.toLocaleString("en-US")} viewers cut at once, who all come back at the same moment, 20 transitions a second`,
  run: async (scale) => {
    const count = scale === "full" ? VIEWERS : SMOKE_VIEWERS;
    const rounds = scale === "full" ? 3 : 1;
    const awayMs = scale === "full" ? AWAY_MS : 200;
    const skipped = tooFewFiles(count);
    if (skipped !== undefined) return { skipped };
    const { crowd, pushes, dispose } = await startViewedServer(count);
    try {
      await crowd.grow(count);
      const backMs: number[] = [];
      const answersMs: number[] = [];
      let withSnapshot = 0;
      for (let round = 0; round < rounds; round += 1) {
        await pushes.lasting(awayMs);
        await crowd.settle();
        const lastIds = crowd.cut();
        let isOver = false;
        const answers = pushes.during(() => isOver);
        await elapsed(awayMs);
        const startedAt = performance.now();
        withSnapshot += await crowd.comeBack(lastIds);
        backMs.push(performance.now() - startedAt);
        isOver = true;
        answersMs.push(...(await answers));
        await crowd.settle();
      }
      crowd.told.verify("online");
      return [
        {
          what: "all back after",
          value: latest(backMs) / 1_000,
          unit: "s",
          limit: { atMost: 5 },
          beside: `the slowest of ${rounds}; ${rounds * count - withSnapshot} resumed, ${withSnapshot} with a new snapshot, none refused, nothing missed`,
        },
        {
          what: "p99 of a push's answer meanwhile",
          value: percentile(answersMs, 0.99),
          unit: "ms",
          limit: { atMost: 200 },
          beside: `${answersMs.length} pushes among ${SHARDS.toLocaleString("en-US")} shards, median ${short(percentile(answersMs, 0.5))} ms`,
        },
      ];
    } finally {
      await dispose();
    }
  },
};
