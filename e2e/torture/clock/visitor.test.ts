import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { startBeating } from "./beating-bot.ts";

const DAY_MS = 86_400_000;

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startServer({ CLUSTERS: "main:8", PASSPHRASE: "hush" });
});
afterEach(() => server.dispose());

test.each([
  ["a day ahead", DAY_MS],
  ["a day behind", -DAY_MS],
])("a visitor whose clock is %s sees the right ages", async (_, offsetMs) => {
  const bot = await startBeating(server.url, { shardCount: 8, secret: "hush" });
  const page = await browser.newPage();
  await page.clock.setSystemTime(Date.now() + offsetMs);
  await page.goto(server.url);
  const shownAt = await page.evaluate<number>("Date.now()");
  expect(Math.abs(shownAt - Date.now() - offsetMs)).toBeLessThan(60_000);
  await page.locator('[data-cluster="main"][data-shard="3"]').click();
  const details = page.locator("shardlight-details");
  const words = () => details.innerText();
  await until("its age is told", async () => /\bago|for \d|just now/.test(await words()));
  expect(await words()).not.toMatch(/\bday|\bh\b|-\d/);
  const connection = page.locator("shardlight-connection");
  await until("it is live", async () => /heard/.test(await connection.innerText()));
  expect(await connection.innerText()).not.toMatch(/day|\bh ago|-\d/);
  await page.close();
  await bot.stop();
});
