import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

const SHARDS = 16_384;
const ROUNDS = 5;

/** As many cells as a page can have at the least: what the browser itself needs for them. */
const BARE_PAGE = `<!doctype html><style>
body { display: grid; grid-template-columns: repeat(auto-fill, 12px); gap: 1px; font: 8px sans-serif }
i { height: 12px; background: green }
[data-state=starting] { background: blue }
</style>${idsFrom(0, SHARDS)
  .map((id) => `<i data-state=online>${id}</i>`)
  .join("")}`;

/** Time until what was just changed is on the screen: the frame after the next one begins when that is drawn. */
const PAINTED = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

/** The browser's own word on when it first painted text. */
const FIRST_PAINT = `new Promise((done) => new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") done(startTime);
}).observe({ type: "paint", buffered: true }))`;

let browser: Browser;
let server: TestServer;
let bare: Server;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer({ CLUSTERS: `main:${SHARDS}`, HEALTH_TIMEOUT: "600" });
  const bot = startBot(server.url, { shardCount: SHARDS });
  await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
  bot.close();
  bare = createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html").end(BARE_PAGE);
  });
  bare.listen(0, "127.0.0.1");
  await once(bare, "listening");
});
afterAll(async () => {
  bare.close();
  await browser.close();
  await server.dispose();
});

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Ms from navigation to the first paint, and to all cells being on the screen or laid out beyond it. */
const arrive = async (url: string) => {
  const page = await browser.newPage({ viewport: { width: 1_200, height: 900 } });
  await page.goto(url);
  const all = await page.evaluate<number>(`(async () => { ${PAINTED}; return performance.now() })()`);
  const first = await page.evaluate<number>(FIRST_PAINT);
  return { page, first, all };
};

/** Ms until a change of every cell is on the screen. */
const flip = (page: Page, change: string): Promise<number> =>
  page.evaluate<number>(
    `(async () => { const at = performance.now(); ${change}; ${PAINTED}; return performance.now() - at })()`,
  );

const flipBare = (state: string) =>
  `for (const cell of document.querySelectorAll("i")) cell.setAttribute("data-state", "${state}")`;
/** What the line to the server does when a frame has come. */
const flipOurs = (state: string) =>
  `document.querySelector("shardlight-app").store.accept({ kind: "message", id: 1, heardAgoMs: 0, message: {
    event: "frame", data: { at: Date.now(), clusters: { main: { changes: { ${state}: "0-${SHARDS - 1}" } } } } } })`;

test("16,384 shards are there within 500 ms and twice a bare page's time, and all change within 2.5 times bare cells'", async () => {
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
  const times = { first: [] as number[], all: [] as number[], flip: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = await arrive(bareUrl);
    const ours = await arrive(server.url);
    times.first.push(ours.first);
    times.all.push(ours.all / plain.all);
    await ours.page.locator("shardlight-connection[data-mode=live]").waitFor();
    const plainFlip = await flip(plain.page, flipBare("starting"));
    times.flip.push((await flip(ours.page, flipOurs("starting"))) / plainFlip);
    expect(await ours.page.locator("shardlight-grid [data-state=starting]").count()).toBe(SHARDS);
    await plain.page.close();
    await ours.page.close();
  }
  expect(median(times.first)).toBeLessThanOrEqual(500);
  expect(median(times.all)).toBeLessThanOrEqual(2);
  expect(median(times.flip)).toBeLessThanOrEqual(2.5);
});
