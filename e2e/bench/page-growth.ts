import type { Browser, CDPSession, Page } from "playwright";
import { keepAlive, post } from "../support/http.ts";
import { elapsed } from "../support/until.ts";
import { reachSharedWorker, type WeighWorker } from "./worker-heap.ts";

/** What a page holds right after a collection. */
export interface Holding {
  readonly heapBytes: number;
  /** Of the shared worker that holds the feed for all pages. */
  readonly workerBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** A first collection lets finalizers run, whose leavings only a second one takes. */
const COLLECTIONS = 2;

/** Collects what nobody holds, and counts the rest. */
const weigh = async (session: CDPSession, weighWorker: WeighWorker): Promise<Holding> => {
  for (let times = 0; times < COLLECTIONS; times += 1) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    heapBytes: of("JSHeapUsedSize"),
    workerBytes: await weighWorker(),
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
  };
};

/** Pushes changes of state at an even pace until `isOver` says so; the result counts them. */
export const pushEvenly = async (parts: {
  readonly url: string;
  readonly shards: number;
  readonly perSecond: number;
  readonly isOver: () => boolean;
}): Promise<number> => {
  const { url, shards, perSecond, isOver } = parts;
  const agent = keepAlive();
  const startedAt = performance.now();
  let sent = 0;
  while (!isOver()) {
    // 3 is online, 4 starting: each walk over all shards turns them to the other.
    const state = 3 + ((Math.floor(sent / shards) + 1) % 2);
    const { status } = await post(url, `/api/status/main/${(sent * 7_919) % shards}/${state}`, { agent });
    if (status !== 204) throw new Error(`a push was refused: ${status}`);
    sent += 1;
    await elapsed(Math.max(0, startedAt + (sent * 1_000) / perSecond - performance.now()));
  }
  agent.destroy();
  return sent;
};

/** What the page holds after each `everyMs`, the first of them after a warm-up as long. */
export const weighOverTime = async (
  parts: { readonly browser: Browser; readonly page: Page },
  everyMs: number,
  times: number,
): Promise<readonly Holding[]> => {
  const { browser, page } = parts;
  const weighWorker = await reachSharedWorker(browser);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const weighed: Holding[] = [];
  for (let time = 0; time < times; time += 1) {
    await elapsed(everyMs);
    weighed.push(await weigh(session, weighWorker));
  }
  await session.detach();
  return weighed;
};
