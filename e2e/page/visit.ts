import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { until } from "../support/until.ts";

/** A page opened by one visitor, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** Errors that scripts threw and requests that the page's policy refused. */
  readonly faults: readonly string[];
  cell(cluster: string, shard: number): Locator;
  /** Waits until a cell shows a state. */
  sees(cluster: string, shard: number, state: string, patienceMs?: number): Promise<void>;
  /** Waits until the words about the connection match. */
  hears(words: RegExp, patienceMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page in a context of its own. */
export const visit = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> => {
  const context = await browser.newContext({ viewport: { width: 1_200, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  const cell = (cluster: string, shard: number) =>
    page.locator(`[data-cluster="${cluster}"][data-shard="${shard}"]`);
  return {
    page,
    faults,
    cell,
    sees: async (cluster, shard, state, patienceMs = 5_000) => {
      await until(
        `shard ${shard} of ${cluster} is ${state}`,
        async () => (await cell(cluster, shard).getAttribute("data-state")) === state,
        patienceMs,
      );
    },
    hears: async (words, patienceMs = 10_000) => {
      const connection = page.locator("shardlight-connection");
      await until(
        `the connection says ${words}`,
        async () => words.test(await connection.innerText()),
        patienceMs,
      );
    },
    close: () => context.close(),
  };
};
