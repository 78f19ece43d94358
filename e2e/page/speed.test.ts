import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { median } from "../bench/statistics.ts";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { arrive, type BarePage, flipBare, flipOurs, leave, startBarePage } from "../support/cells-speed.ts";
import { startServer, type TestServer } from "../support/server.ts";

const SHARDS = 16_384;
const ROUNDS = 5;

let browser: Browser;
let server: TestServer;
let bare: BarePage;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer({ CLUSTERS: `main:${SHARDS}`, HEALTH_TIMEOUT: "600" });
  const bot = startBot(server.url, { shardCount: SHARDS });
  await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
  bot.close();
  bare = await startBarePage(SHARDS);
});
afterAll(async () => {
  bare.stop();
  await browser.close();
  await server.dispose();
});

test("16,384 shards are there within 500 ms and twice a bare page's time, and all change within 2.5 times bare cells'", async () => {
  const times = { first: [] as number[], all: [] as number[], flip: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = await arrive(browser, bare.url);
    const ours = await arrive(browser, server.url);
    times.first.push(ours.firstMs);
    times.all.push(ours.allMs / plain.allMs);
    const plainFlip = await flipBare(plain.page, "starting");
    times.flip.push((await flipOurs(ours.page, "starting", SHARDS)) / plainFlip);
    expect(await ours.page.locator("shardlight-grid [data-state=starting]").count()).toBe(SHARDS);
    await leave(plain, ours);
  }
  expect(median(times.first)).toBeLessThanOrEqual(500);
  expect(median(times.all)).toBeLessThanOrEqual(2);
  expect(median(times.flip)).toBeLessThanOrEqual(2.5);
});

test("on a wall too, 16,384 shards change within 2.5 times bare cells' time", async () => {
  const plain = await arrive(browser, bare.url);
  const ours = await arrive(browser, server.url, "wall");
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The state whose mark takes longest to paint, and back.
    for (const state of ["offline", "online"] as const) {
      const plainFlip = await flipBare(plain.page, state);
      ratios.push((await flipOurs(ours.page, state, SHARDS)) / plainFlip);
      expect(await ours.page.locator(`shardlight-grid [data-state=${state}]`).count()).toBe(SHARDS);
    }
  }
  await leave(plain, ours);
  expect(median(ratios)).toBeLessThanOrEqual(2.5);
});
