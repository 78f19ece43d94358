import type { Browser } from "playwright";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  arrive,
  type BarePage,
  flipBare,
  flipOurs,
  goesLive,
  leave,
  startBarePage,
} from "../support/cells-speed.ts";
import { startServer, type TestServer } from "../support/server.ts";
import type { Bench, Figure, Scale } from "./bench.ts";
import { pushEvenly, weighOverTime } from "./page-growth.ts";
import { pushToPixel, type Step } from "./page-latency.ts";
import { median, percentile, short } from "./statistics.ts";

const SHARDS = 16_384;
const CHANGES_PER_SECOND = 50;
/** V8 keeps what it compiles late; a leak of four bytes a change is more than this. */
const GROWTH_BORNE = 0.02;

interface Stage {
  readonly browser: Browser;
  readonly server: TestServer;
  readonly bare: BarePage;
}

/** Navigation and flips of all cells, in turn with a page of bare ones. */
const cells = async ({ browser, server, bare }: Stage, scale: Scale): Promise<readonly Figure[]> => {
  const rounds = scale === "full" ? 7 : 1;
  const firstMs: number[] = [];
  const all: { ours: number; bare: number }[] = [];
  const flips = {
    page: [] as { ours: number; bare: number }[],
    wall: [] as { ours: number; bare: number }[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const plain = await arrive(browser, bare.url);
    for (const view of ["page", "wall"] as const) {
      const ours = await arrive(browser, server.url, view);
      if (view === "page") {
        firstMs.push(ours.firstMs);
        all.push({ ours: ours.allMs, bare: plain.allMs });
      }
      await goesLive(ours.page);
      for (const state of ["starting", "offline", "online"] as const) {
        const bareMs = await flipBare(plain.page, state);
        flips[view].push({ ours: await flipOurs(ours.page, state, SHARDS), bare: bareMs });
      }
      await leave(ours);
    }
    await leave(plain);
  }
  const ratio = (times: readonly { ours: number; bare: number }[]) => ({
    value: median(times.map(({ ours, bare }) => ours / bare)),
    beside: `${short(median(times.map(({ ours }) => ours)))} ms against ${short(median(times.map((its) => its.bare)))} ms`,
  });
  return [
    { what: "navigation to first screen", value: median(firstMs), unit: "ms", limit: { atMost: 500 } },
    {
      what: "navigation to all cells",
      ...ratio(all),
      unit: "times a static page's",
      limit: { atMost: 2 },
    },
    { what: "flip of all cells", ...ratio(flips.page), unit: "times bare DOM", limit: { atMost: 2.5 } },
    {
      what: "flip of all cells on a wall",
      ...ratio(flips.wall),
      unit: "times bare DOM",
      limit: { atMost: 2.5 },
    },
  ];
};

/** There and back for some shards at the top of the page, where they are in view. */
const steps = (count: number): readonly Step[] =>
  idsFrom(0, count).map((n) => ({ shard: n >> 1, state: n % 2 === 0 ? [2, "offline"] : [3, "online"] }));

const latency = async ({ browser, server }: Stage, scale: Scale): Promise<readonly Figure[]> => {
  const count = scale === "full" ? 30 : 2;
  const { page, ...times } = await arrive(browser, server.url);
  await goesLive(page);
  const quiet = await pushToPixel(page, server.url, steps(count));
  let isOver = false;
  const [busy] = await Promise.all([
    pushToPixel(page, server.url, steps(count)).finally(() => {
      isOver = true;
    }),
    pushEvenly({ url: server.url, shards: SHARDS, perSecond: CHANGES_PER_SECOND, isOver: () => isOver }),
  ]);
  await leave({ page, ...times });
  return [
    {
      what: "one change, push to pixel",
      value: median(quiet),
      unit: "ms",
      limit: { atMost: 150 },
      beside: `p99 ${short(percentile(quiet, 0.99))} ms, of ${quiet.length} after a quiet time`,
    },
    {
      what: `the same among ${CHANGES_PER_SECOND} changes/s`,
      value: median(busy),
      unit: "ms",
      beside: `p99 ${short(percentile(busy, 0.99))} ms; frames are at least 100 ms apart`,
    },
  ];
};

/**
 * The least that was found in each half of the run: a collection amid a frame finds what that frame needs, but what is
 * held for good is in every sample.
 */
const leastOfHalves = (values: readonly number[]): readonly [number, number] => {
  const middle = values.length >> 1;
  return [Math.min(...values.slice(0, middle)), Math.min(...values.slice(middle))];
};

const growth = async ({ browser, server }: Stage, scale: Scale): Promise<readonly Figure[]> => {
  const [everyMs, times] = scale === "full" ? [30_000, 20] : [200, 2];
  const { page, ...arrival } = await arrive(browser, server.url);
  await goesLive(page);
  let isOver = false;
  const [weighed, changes] = await Promise.all([
    weighOverTime({ browser, page }, everyMs, times).finally(() => {
      isOver = true;
    }),
    pushEvenly({ url: server.url, shards: SHARDS, perSecond: CHANGES_PER_SECOND, isOver: () => isOver }),
  ]);
  await leave({ page, ...arrival });
  const heap = leastOfHalves(weighed.map(({ heapBytes, workerBytes }) => heapBytes + workerBytes));
  const things = leastOfHalves(weighed.map(({ nodes, listeners }) => nodes + listeners));
  const span = `${changes.toLocaleString("en-US")} changes in ${short((everyMs * times) / 60_000)} min`;
  return [
    {
      what: "growth of the JS heap in a long run",
      value: (heap[1] / heap[0] - 1) * 100,
      unit: "%",
      limit: { atMost: GROWTH_BORNE * 100 },
      beside: `${(heap[0] / 1e6).toFixed(2)} to ${(heap[1] / 1e6).toFixed(2)} MB of page and shared worker, least of first and second half, after collections; ${span}`,
    },
    {
      what: "growth of DOM nodes and listeners",
      value: things[1] - things[0],
      unit: "more",
      limit: { atMost: 0 },
      beside: `${things[0].toLocaleString("en-US")} to ${things[1].toLocaleString("en-US")}`,
    },
  ];
};

/** The page in a real Chromium. */
export const page: Bench = {
  name: "page",
  does: `The page with ${SHARDS.toLocaleString("en-US")} shards in Chromium, 1,200 by 900 pixels`,
  run: async (scale) => {
    if (process.env["CHROMIUM_PATH"] === undefined) return { skipped: "there is no Chromium here" };
    const browser = await launchBrowser();
    const bare = await startBarePage(SHARDS);
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, HEALTH_TIMEOUT: "3600" });
    try {
      const bot = startBot(server.url, { shardCount: SHARDS, timeoutMs: 600_000 });
      await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
      bot.close();
      const stage = { browser, server, bare };
      return [
        ...(await cells(stage, scale)),
        ...(await latency(stage, scale)),
        ...(await growth(stage, scale)),
      ];
    } finally {
      await browser.close();
      bare.stop();
      await server.dispose();
    }
  },
};
