import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { ALL_FIELDS, type NodesGround, rowOf, says, startNodesGround } from "./nodes-ground.ts";

const LIVE_MS = 2_000;

let browser: Browser;
let ground: NodesGround;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => ground.end());

test("the first node ever brings the panel to a page that is open, and is in use soon after", async () => {
  ground = await startNodesGround();
  const { page, hears } = await ground.come(browser);
  await hears(/^live/);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  expect(await page.getByText("Audio nodes").count()).toBe(0);
  await ground.startNode("Frankfurt");
  await page.getByRole("heading", { name: "Audio nodes" }).waitFor();
  await says(page, "Frankfurt", "in use");
  await says(page, "Frankfurt", /\d+% load/);
  expect(asked.filter((path) => /nodes-element.*\.js$/.test(path))).toHaveLength(1);
});

test("what becomes of a node is seen within two seconds, and spoken in sum", async () => {
  ground = await startNodesGround();
  const first = await ground.startNode("Frankfurt");
  const second = await ground.startNode("Ashburn");
  const { page, hears } = await ground.come(browser);
  await hears(/^live/);
  await says(page, "Frankfurt", "in use");
  await says(page, "Ashburn", "in use");
  const announcer = page.locator("shardlight-announcer");
  expect(await announcer.innerText()).not.toContain("emptied");
  await ground.patch(first.id, { action: "drain", end: "hold" });
  await says(page, "Frankfurt", "being emptied", LIVE_MS);
  await ground.patch(second.id, { action: "drain", end: "hold" });
  await says(page, "Ashburn", "being emptied", LIVE_MS);
  await until("it is spoken", async () =>
    /audio nodes? (is|are) being emptied/.test(await announcer.innerText()),
  );
  expect(await page.locator(".node-head").innerText()).toContain("2 being emptied");
  await ground.patch(first.id, { action: "retire" });
  await says(page, "Frankfurt", "out of use", LIVE_MS);
});

test("by default only state, label and load are told", async () => {
  ground = await startNodesGround();
  const { lavalink } = await ground.startNode("Frankfurt", { region: "eu-secret-9" });
  const { page, hears } = await ground.come(browser);
  await hears(/^live/);
  await says(page, "Frankfurt", "in use");
  await rowOf(page, "Frankfurt").locator("summary").click();
  await page.locator(".node-body").waitFor();
  const text = await page.locator("shardlight-nodes").innerText();
  for (const hidden of ["eu-secret-9", "playing", "Lavalink", "YouTube", "GB"])
    expect(text).not.toContain(hidden);
  expect(await page.content()).not.toContain(lavalink.password);
});

test("all that is public is told, in words", async () => {
  ground = await startNodesGround({ AUDIO_PUBLIC: ALL_FIELDS });
  const { lavalink, id } = await ground.startNode("Frankfurt", { region: "eu-central" });
  lavalink.setPlayers({ players: 15, playing: 12 });
  await ground.patch(id, { override: { youtube: "limited" } });
  const { page, hears } = await ground.come(browser);
  await hears(/^live/);
  await says(page, "Frankfurt", "YouTube refuses this node");
  await says(page, "Frankfurt", /12 playing\s+of 15 players/, 20_000);
  await rowOf(page, "Frankfurt").locator("summary").click();
  const body = page.locator(".node-body");
  await body.getByText("Lavalink 4.2.2").waitFor();
  await body.getByText(/youtube-plugin/).waitFor();
  await body.getByText(/In the last hour|Nothing was heard/).waitFor();
  expect(await body.innerText()).toMatch(/Bots play music through it\. YouTube refuses this node\./);
  expect(await page.locator(".node-head").innerText()).toContain("1 refused by YouTube");
});

test("with nothing public there is no panel, nor is anything asked for", async () => {
  ground = await startNodesGround({ AUDIO_PUBLIC: "none" });
  await ground.startNode("Frankfurt");
  const { page, hears } = await ground.come(browser);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await hears(/heard [2-9] s/);
  expect(await page.content()).not.toContain("Frankfurt");
  expect(asked.filter((url) => url.includes("nodes"))).toEqual([]);
});

test("the hour is drawn for a node in view, and goes on with the feed", async () => {
  ground = await startNodesGround();
  const { lavalink } = await ground.startNode("Frankfurt");
  const { page } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  await rowOf(page, "Frankfurt").scrollIntoViewIfNeeded();
  const line = rowOf(page, "Frankfurt").locator(".node-hour .hour-line");
  const drawn = await until("it is drawn", async () => {
    const path = await line.getAttribute("d");
    return path !== null && path !== "" && path;
  });
  lavalink.setLoad({ system: 0.93, node: 0.5 });
  await says(page, "Frankfurt", /93% load, busy/, 20_000);
  await until("it goes up", async () => (await line.getAttribute("d")) !== drawn);
});

test("without JavaScript the nodes are there, and can be opened", async () => {
  ground = await startNodesGround({ AUDIO_PUBLIC: ALL_FIELDS });
  await ground.startNode("Frankfurt", { region: "eu-central" });
  await ground.startNode("Ashburn", { pool: "patrons" });
  const live = await ground.come(browser);
  await says(live.page, "Frankfurt", "in use");
  await says(live.page, "Ashburn", "in use");
  const { page } = await ground.come(browser, { javaScriptEnabled: false });
  expect(await page.locator("shardlight-nodes").innerText()).toContain("2 in use");
  expect(await page.locator("shardlight-nodes h3").allInnerTexts()).toEqual(["main", "patrons"]);
  await rowOf(page, "Frankfurt").locator("summary").click();
  await page.getByText("Bots play music through it.").first().waitFor();
  expect(await rowOf(page, "Frankfurt").innerText()).toContain("Lavalink 4.2.2");
});

test("a node is opened and closed by keyboard, and stays so while things change", async () => {
  ground = await startNodesGround();
  const { id } = await ground.startNode("Frankfurt");
  await ground.startNode("Ashburn");
  const { page } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  await says(page, "Ashburn", "in use");
  const row = rowOf(page, "Frankfurt");
  const summary = row.locator("summary");
  await page.locator("shardlight-grid i[tabindex='0']").focus();
  const isFocused = () => summary.evaluate((its) => its === its.ownerDocument.activeElement);
  for (let presses = 0; presses < 10 && !(await isFocused()); presses += 1) await page.keyboard.press("Tab");
  expect(await isFocused()).toBe(true);
  await page.keyboard.press("Enter");
  await row.locator(".node-body").waitFor();
  await ground.patch(id, { action: "drain", end: "hold" });
  await says(page, "Frankfurt", "no new players", LIVE_MS);
  expect(await isFocused()).toBe(true);
  // Concern would put it first; it stands where it stood, for someone is in it.
  expect(await page.locator("shardlight-nodes li").last().innerText()).toContain("Frankfurt");
  await page.keyboard.press("Space");
  await until("it is closed", async () => (await row.locator(".node-body").count()) === 0);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await until("it goes to its place", async () =>
    (await page.locator("shardlight-nodes li").first().innerText()).includes("Frankfurt"),
  );
});

test("a server that is away leaves the nodes as they were known, without colour", async () => {
  ground = await startNodesGround();
  await ground.startNode("Frankfurt");
  const { page, hears } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  await ground.server.kill();
  await hears(/what was known/, 25_000);
  await says(page, "Frankfurt", "in use");
  const filter = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('shardlight-nodes .swatch')).filter",
  );
  expect(filter).toContain("saturate");
});

test("the wall is for the shards alone", async () => {
  ground = await startNodesGround();
  await ground.startNode("Frankfurt");
  const { page } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  await page.locator("shardlight-look").getByText("Wall", { exact: true }).click();
  await until("they are out of it", async () => !(await page.locator("shardlight-nodes").isVisible()));
});
