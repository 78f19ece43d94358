import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright";
import type { ShardState } from "#protocol/state.ts";
import { lookCookie, parseLook } from "#web/panels/look/look.ts";
import { idsFrom } from "./bot.ts";

/** As many cells as a page can have at the least: what the browser itself needs for them. */
const barePage = (cells: number): string => `<!doctype html><style>
body { display: grid; grid-template-columns: repeat(auto-fill, 12px); gap: 1px; font: 8px sans-serif }
i { height: 12px; background: green }
[data-state=starting] { background: blue }
[data-state=offline] { background: red }
</style>${idsFrom(0, cells)
  .map((id) => `<i data-state=online>${id}</i>`)
  .join("")}`;

/** A running server of a static page. */
export interface BarePage {
  readonly url: string;
  stop(): void;
}

/** Serves a static page of bare cells, to compare ours with. */
export const startBarePage = async (cells: number): Promise<BarePage> => {
  const html = barePage(cells);
  const server = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(html));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => server.close(),
  };
};

/** Time until what was just changed is on the screen: the frame after the next one begins when that is drawn. */
export const PAINTED =
  "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

/** The browser's own word on when it first painted text. */
const FIRST_PAINT = `new Promise((done) => new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") done(startTime);
}).observe({ type: "paint", buffered: true }))`;

/** A page and what it took to get there. */
export interface Arrival {
  readonly page: Page;
  /** From navigation to the first paint of text, ms. */
  readonly firstMs: number;
  /** From navigation to all cells being on the screen or laid out beyond it, ms. */
  readonly allMs: number;
}

/** Opens a page in a context of its own. @param view of our page; no other page knows of it */
export const arrive = async (
  browser: Browser,
  url: string,
  view: "page" | "wall" = "page",
): Promise<Arrival> => {
  const context = await browser.newContext({ viewport: { width: 1_200, height: 900 } });
  const [name = "", value = ""] = (lookCookie({ ...parseLook(""), view }).split(";")[0] ?? "").split("=");
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(url);
  const allMs = await page.evaluate<number>(`(async () => { ${PAINTED}; return performance.now() })()`);
  const firstMs = await page.evaluate<number>(FIRST_PAINT);
  return { page, firstMs, allMs };
};

/** Closes pages with all that they kept. */
export const leave = async (...arrivals: readonly Arrival[]): Promise<void> => {
  for (const { page } of arrivals) await page.context().close();
};

/** Waits until our page is live: what it does to come alive is over. */
export const goesLive = (page: Page): Promise<void> =>
  page.locator("shardlight-connection[data-mode=live]").waitFor();

const flip = (page: Page, change: string): Promise<number> =>
  page.evaluate<number>(
    `(async () => { const at = performance.now(); ${change}; ${PAINTED}; return performance.now() - at })()`,
  );

/** Ms until a change of every bare cell is on the screen. */
export const flipBare = (page: Page, state: ShardState): Promise<number> =>
  flip(
    page,
    `for (const cell of document.querySelectorAll("i")) cell.setAttribute("data-state", "${state}")`,
  );

/** Ms until a frame that changes every shard is on the screen, from when the page has it. */
export const flipOurs = async (page: Page, state: ShardState, shards: number): Promise<number> => {
  await goesLive(page);
  return flip(
    page,
    `document.querySelector("shardlight-app").store.accept({ kind: "message", id: 1, heardAgoMs: 0, message: {
      event: "frame", data: { at: Date.now(), clusters: { main: { changes: { ${state}: "0-${shards - 1}" } } } } } })`,
  );
};
