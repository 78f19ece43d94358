import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type Visit, visit } from "./visit.ts";

const GUILD = "175928847299117063";
const CLUSTERS = "main:60;patron_1:6";

let browser: Browser;
let server: TestServer;
let open: Visit[];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  open = [];
  server = await startServer({ CLUSTERS, HEALTH_TIMEOUT: "600" });
});
afterEach(async () => {
  for (const { faults, close } of open) {
    expect(faults).toEqual([]);
    await close();
  }
  await server.dispose();
});

const come = async (path = "/", options = {}) => {
  const visitor = await visit(browser, server.url + path, options);
  open.push(visitor);
  return visitor;
};
const answered = (page: Page, words: string) =>
  page.locator(".finder-result").getByText(words).first().waitFor();
const status = (shard: number, state: number, cluster = "main") =>
  post(server.url, `/api/status/${cluster}/${shard}/${state}`);

test("a push is seen in the cell, in the sentence and in the tab", async () => {
  const { page, sees, hears } = await come();
  await hears(/^live/);
  for (let shard = 0; shard < 60; shard += 1) await status(shard, 3);
  for (let shard = 0; shard < 6; shard += 1) await status(shard, 3, "patron_1");
  await sees("main", 59, "online");
  await until("the sentence says so", async () =>
    (await page.innerText("h1")).includes("All 66 shards are online"),
  );
  await status(7, 2);
  await sees("main", 7, "offline");
  await until("the sentence says so", async () =>
    (await page.innerText("h1")).includes("1 of 66 shards is down"),
  );
  await until("the tab says so", async () => (await page.title()).startsWith("1 down"));
});

test("silence turns a cell unhealthy and a heartbeat revives it", async () => {
  await server.stop();
  await server.restart({ CLUSTERS, HEALTH_TIMEOUT: "1" });
  const { sees } = await come();
  await status(5, 3);
  await sees("main", 5, "online", 900);
  await sees("main", 5, "unhealthy", 3_000);
  await post(server.url, "/api/health/main/5");
  await sees("main", 5, "online", 900);
});

test("the first paint shows the true grid before any script runs", async () => {
  await status(5, 3);
  await status(6, 2);
  const { page, cell } = await come("/", { javaScriptEnabled: false });
  expect(await cell("main", 5).getAttribute("data-state")).toBe("online");
  expect(await cell("main", 6).getAttribute("data-state")).toBe("offline");
  expect(await page.innerText("h1")).toContain("1 of 66 shards is down");
});

test("a link finds the server in each cluster, and the ID stays in the browser", async () => {
  await status(56, 3);
  const { page, cell } = await come();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  await page.getByRole("textbox").fill(`  https://discord.com/channels/${GUILD}/381870553235193857 `);
  await page.keyboard.press("Enter");
  await answered(page, "Your server is on shard 56 of main.");
  await answered(page, "Your server is on shard 2 of patron_1.");
  expect(await cell("main", 56).getAttribute("aria-current")).toBe("true");
  expect(await cell("patron_1", 2).getAttribute("aria-current")).toBe("true");
  expect(page.url()).toContain(`#guild=${GUILD}`);
  expect(asked.filter((request) => request.includes(GUILD))).toEqual([]);
});

test("a shared answer is found again, and follows what happens", async () => {
  const { page, cell } = await come(`/#guild=${GUILD}`);
  await answered(page, "Your server is on shard 56 of main.");
  await status(56, 2);
  await page
    .locator(".finder-result")
    .getByText(/offline|stopped|not running/i)
    .first()
    .waitFor();
  expect(await cell("main", 56).getAttribute("aria-current")).toBe("true");
});

test.each([
  ["my server", /no ID in that/],
  ["12345", /too short/],
  ["https://discord.com/channels/@me/381870553235193857", /shard 0/],
])("pasting %s is answered kindly", async (paste, words) => {
  const { page } = await come();
  await page.getByRole("textbox").fill(paste);
  await page.keyboard.press("Enter");
  await page.locator("shardlight-finder").getByText(words).first().waitFor();
});

test("without JavaScript the finder answers by form and says that the ID is sent", async () => {
  await status(56, 3);
  const { page } = await come("/", { javaScriptEnabled: false });
  expect(await page.locator("shardlight-finder").innerText()).toMatch(/sent/i);
  await page.getByRole("textbox").fill(GUILD);
  await page.getByRole("button", { name: "Find" }).click();
  expect(await page.innerText("main")).toContain("Your server is on shard 56 of main.");
  expect(page.url()).not.toContain(GUILD);
  expect(JSON.stringify(server.logs)).not.toContain(GUILD);
});

test("a server that goes away is said so, and its return needs no reload", async () => {
  await status(5, 3);
  const { page, sees, hears } = await come();
  await hears(/^live/);
  await server.kill();
  await hears(/reconnecting/);
  await hears(/what was known/, 25_000);
  expect(await page.getAttribute("html", "data-stale")).not.toBeNull();
  expect(await page.title()).toMatch(/not live/);
  await server.restart();
  await hears(/^live/, 40_000);
  await status(5, 2);
  await sees("main", 5, "offline");
  expect(await page.getAttribute("html", "data-stale")).toBeNull();
});

test("a restart with other clusters shows them without a reload", async () => {
  const { page, hears, sees } = await come();
  await hears(/^live/);
  await server.stop();
  await server.restart({ CLUSTERS: "main:12;fresh:3" });
  await hears(/^live/, 40_000);
  await until(
    "the new grid",
    async () => (await page.locator('[data-cluster="fresh"][data-shard]').count()) === 3,
  );
  await until(
    "the smaller grid",
    async () => (await page.locator('[data-cluster="main"][data-shard]').count()) === 12,
  );
  await status(2, 3, "fresh");
  await sees("fresh", 2, "online");
});

test("all tabs of a browser share one stream", async () => {
  const first = await come();
  await first.hears(/^live/);
  const second = await first.page.context().newPage();
  await second.goto(server.url);
  await until("the second tab is live", async () =>
    /^live/.test(await second.innerText("shardlight-connection")),
  );
  await status(5, 3);
  await first.sees("main", 5, "online");
  expect(await second.locator('[data-cluster="main"][data-shard="5"]').getAttribute("data-state")).toBe(
    "online",
  );
});

test("a look at a cell tells its details, and when the server is away it says so", async () => {
  await post(server.url, "/api/v1/clusters/main/reports", {
    body: JSON.stringify({
      boot: "b",
      seq: 1,
      shardCount: 60,
      shards: [
        {
          id: 7,
          state: "unhealthy",
          latencyMs: 41,
          guilds: 1_146,
          reason: "no heartbeat acknowledged for 62 s",
        },
      ],
    }),
  });
  const { page, cell } = await come();
  await cell("main", 7).click();
  const details = page.locator("shardlight-details");
  await details.getByText("no heartbeat acknowledged for 62 s").first().waitFor();
  await details.getByText(/1,146/).first().waitFor();
  await page.keyboard.press("Escape");
  await server.kill();
  await cell("main", 8).click();
  await until("it says that the server is away", async () =>
    /away|reach|cannot/i.test(await details.innerText()),
  );
});

test("everything is done by keyboard alone", async () => {
  await status(2, 3);
  const { page } = await come();
  await page.keyboard.press("/");
  await page.keyboard.type(GUILD);
  await page.keyboard.press("Enter");
  await answered(page, "Your server is on shard 56 of main.");
  const focused = () => page.evaluate<string | null>("document.activeElement?.dataset.shard ?? null");
  for (let presses = 0; presses < 25 && (await focused()) === null; presses += 1)
    await page.keyboard.press("Tab");
  expect(await focused()).not.toBeNull();
  await page.keyboard.press("Home");
  expect(await focused()).toBe("0");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("2");
  await page.keyboard.press("End");
  expect(await focused()).toBe("59");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  expect(Number(await focused())).toBeGreaterThan(1);
  await page.keyboard.press("Enter");
  await page.locator("shardlight-details").getByText(/shard/i).first().waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement?.matches('[data-cluster=main][data-shard]')")).toBe(
    false,
  );
});

test("only problems are shown when asked for, and the choices are kept", async () => {
  for (let shard = 0; shard < 60; shard += 1) await status(shard, shard === 9 ? 2 : 3);
  const { page, cell } = await come();
  await page.getByRole("button", { name: "Only problems" }).first().click();
  expect(await cell("main", 9).isVisible()).toBe(true);
  expect(await cell("main", 10).isVisible()).toBe(false);
  await page.locator("shardlight-look").getByText("Dark", { exact: true }).first().click();
  await page.reload();
  expect(await page.getAttribute("html", "data-theme")).toBe("dark");
});
