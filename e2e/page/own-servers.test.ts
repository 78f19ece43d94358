import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { testPng } from "../../server/pictures/test-picture-host.ts";
import { launchBrowser } from "../support/browser.ts";
import { post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { GUILD, script } from "./music-script.ts";
import { type ScriptedMusic, startScriptedMusic } from "./scripted-music.ts";
import { type Visit, visit } from "./visit.ts";

let browser: Browser;
let server: TestServer;
let music: ScriptedMusic;
let visitor: Visit;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startServer({ CLUSTERS: "main:60;patron_1:6", HEALTH_TIMEOUT: "600" });
});
afterEach(async () => {
  expect(visitor.faults).toEqual([]);
  await visitor.close();
  await music.close();
  await server.dispose();
});

const SERVERS = [
  ["The Lighthouse", GUILD],
  ['<b onclick="x">Harbour</b>', "175928847299117063"],
  ["Night Bus", "175928847299117064"],
].map(([name = "", id = ""]) => ({
  id,
  name,
  icon: "0123456789abcdef",
  iconUrl: null,
  isManager: true,
  clusters: ["main", "patron_1"],
  away: [],
}));

const come = async (options = {}) => {
  music = await startScriptedMusic(server.url, script({ servers: SERVERS }));
  visitor = await visit(browser, music.url, options);
  await visitor.page.locator(".own").first().waitFor();
  return visitor.page;
};

test("one's servers are there with their shards, live, and lead to their music", async () => {
  const page = await come();
  const row = page.locator(".own").filter({ hasText: "The Lighthouse" });
  await row.getByText("main: unknown").waitFor();
  for (let shard = 0; shard < 60; shard += 1) await post(server.url, `/api/status/main/${shard}/3`);
  await row.getByText("main: online").waitFor();
  expect(await row.getByRole("link", { name: "Music of The Lighthouse" }).getAttribute("href")).toBe(
    `/servers/${GUILD}`,
  );
  expect(await page.locator(".own b").count()).toBe(0);
});

test("a server's shard leads to the finder's answer, without typing", async () => {
  const page = await come();
  await page.locator(".own-shards a").first().click();
  await until("the finder answers", async () =>
    (await page.locator(".finder-result").innerText()).includes("Your server is on shard"),
  );
});

test("a server's icon lies over its initials, which stay where it cannot be had", async () => {
  const page = await come();
  music.script.servers = SERVERS.map((its, place) => ({ ...its, iconUrl: `/pictures/signed/${place}` }));
  await page.route("**/pictures/signed/0", (route) =>
    route.fulfill({ contentType: "image/png", body: testPng() }),
  );
  await page.reload();
  const markOf = (name: string) => page.locator(".own").filter({ hasText: name }).locator(".server-mark");
  await markOf("The Lighthouse").locator("img[data-shown]").waitFor();
  expect(await markOf("Night Bus").innerText()).toBe("NB");
  expect(await markOf("Night Bus").locator("img").count()).toBe(1);
  expect(await page.locator(".own img[data-shown]").count()).toBe(1);
  const opacity = "getComputedStyle(document.querySelector('.own img:not([data-shown])')).opacity";
  expect(await page.evaluate(opacity)).toBe("0");
});

test("on a phone nothing runs out of the page, and no picture is loaded", async () => {
  const page = await come({ viewport: { width: 360, height: 740 } });
  expect(
    await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth"),
  ).toBeLessThanOrEqual(0);
  expect(await page.locator(".own img").count()).toBe(0);
});
