import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { launchBrowser } from "../support/browser.ts";
import { shardlight } from "../support/cli.ts";
import { ask, post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type Visit, visit } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL_FIELDS = "state,label,load,region,players,memory,frames,uptime,version,plugins,sources,since";
const NODES = "/api/v1/audio/nodes";
const LIVE_MS = 2_000;

let browser: Browser;
let server: TestServer;
let token: string;
let ends: (() => unknown)[];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(() => {
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
});

const start = async (env: Record<string, string> = {}) => {
  server = await startServer({ CLUSTERS: "main:6", AUDIO_POOLS: "main;patrons", ...env });
  ends.push(() => server.dispose());
  const told = await shardlight(
    ["token", "create", "--scope", "ops", "--all-pools"],
    { DATABASE_PATH: server.databasePath, AUDIO_POOLS: "main;patrons" },
    server.dir,
  );
  expect(told.stderr).not.toMatch(/error/i);
  token = told.stdout;
};

const headers = () => ({ Authorization: `Bearer ${token}`, "Content-Type": "application/json" });

interface Announced {
  readonly name: string;
  readonly pool?: string;
  readonly region?: string;
  readonly address: string;
  readonly password: string;
}

const announce = async ({ name, pool = "main", region, address, password }: Announced): Promise<string> => {
  const body = JSON.stringify({ name, pool, address, password, label: name, ...(region && { region }) });
  const answer = await post(server.url, NODES, { headers: headers(), body });
  expect(answer.text).toContain('"id"');
  return answer.json<{ id: string }>().id;
};

const patch = async (id: string, change: object): Promise<void> => {
  const answer = await ask(server.url, `${NODES}/${id}`, {
    method: "PATCH",
    headers: headers(),
    body: JSON.stringify(change),
  });
  expect(answer.status).toBe(200);
};

/** A node that answers, announced; the words wait until it is in use. */
const startNode = async (name: string, more: { readonly pool?: string; readonly region?: string } = {}) => {
  const lavalink = await startFakeLavalink();
  ends.push(() => lavalink.close());
  const id = await announce({ name, ...more, address: lavalink.url, password: lavalink.password });
  return { id, lavalink };
};

const come = async (options = {}): Promise<Visit> => {
  const visitor = await visit(browser, server.url, options);
  ends.push(async () => {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
  return visitor;
};

const rowOf = (page: Page, name: string) =>
  page.locator("shardlight-nodes li").filter({ has: page.getByText(name, { exact: true }) });

/** Waits until a node's row says something. */
const says = async (page: Page, name: string, words: RegExp | string, patienceMs = 10_000) => {
  const row = rowOf(page, name);
  await until(
    `${name} says ${words}`,
    async () => (await row.count()) === 1 && (await row.innerText()).search(words) >= 0,
    patienceMs,
  );
};

const overflow = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");

/** What axe finds in the panel. */
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run('shardlight-nodes').then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};

test("the first node ever brings the panel to a page that is open, and is in use soon after", async () => {
  await start();
  const { page, hears } = await come();
  await hears(/^live/);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  expect(await page.getByText("Audio nodes").count()).toBe(0);
  await startNode("Frankfurt");
  await page.getByRole("heading", { name: "Audio nodes" }).waitFor();
  await says(page, "Frankfurt", "in use");
  await says(page, "Frankfurt", /\d+% load/);
  expect(asked.filter((path) => /nodes-element.*\.js$/.test(path))).toHaveLength(1);
});

test("what becomes of a node is seen within two seconds, and spoken in sum", async () => {
  await start();
  const first = await startNode("Frankfurt");
  const second = await startNode("Ashburn");
  const { page, hears } = await come();
  await hears(/^live/);
  await says(page, "Frankfurt", "in use");
  await says(page, "Ashburn", "in use");
  const announcer = page.locator("shardlight-announcer");
  await until("the first words are spoken", async () => !(await announcer.innerText()).includes("emptied"));
  await patch(first.id, { action: "drain", end: "hold" });
  await says(page, "Frankfurt", "being emptied", LIVE_MS);
  await patch(second.id, { action: "drain", end: "hold" });
  await says(page, "Ashburn", "being emptied", LIVE_MS);
  await until("it is spoken", async () =>
    /audio nodes? (is|are) being emptied/.test(await announcer.innerText()),
  );
  expect(await page.locator(".node-head").innerText()).toContain("2 being emptied");
  await patch(first.id, { action: "retire" });
  await says(page, "Frankfurt", "out of use", LIVE_MS);
});

test("by default only state, label and load are told", async () => {
  await start();
  const { lavalink } = await startNode("Frankfurt", { region: "eu-secret-9" });
  const { page, hears } = await come();
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
  await start({ AUDIO_PUBLIC: ALL_FIELDS });
  const { lavalink, id } = await startNode("Frankfurt", { region: "eu-central" });
  lavalink.setPlayers({ players: 15, playing: 12 });
  await patch(id, { override: { youtube: "limited" } });
  const { page, hears } = await come();
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
  await start({ AUDIO_PUBLIC: "none" });
  await startNode("Frankfurt");
  const { page, hears } = await come();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await hears(/heard [2-9] s/);
  expect(await page.content()).not.toContain("Frankfurt");
  expect(asked.filter((url) => url.includes("nodes"))).toEqual([]);
});

test("the hour is drawn for a node in view, and goes on with the feed", async () => {
  await start();
  const { lavalink } = await startNode("Frankfurt");
  const { page } = await come();
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
  await start({ AUDIO_PUBLIC: ALL_FIELDS });
  await startNode("Frankfurt", { region: "eu-central" });
  await startNode("Ashburn", { pool: "patrons" });
  const live = await come();
  await says(live.page, "Frankfurt", "in use");
  await says(live.page, "Ashburn", "in use");
  const { page } = await come({ javaScriptEnabled: false });
  expect(await page.locator("shardlight-nodes").innerText()).toContain("2 in use");
  expect(await page.locator("shardlight-nodes h3").allInnerTexts()).toEqual(["main", "patrons"]);
  await rowOf(page, "Frankfurt").locator("summary").click();
  await page.getByText("Bots play music through it.").first().waitFor();
  expect(await rowOf(page, "Frankfurt").innerText()).toContain("Lavalink 4.2.2");
});

test("a node is opened and closed by keyboard, and stays so while things change", async () => {
  await start();
  const { id } = await startNode("Frankfurt");
  await startNode("Ashburn");
  const { page } = await come();
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
  await patch(id, { action: "drain", end: "hold" });
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
  await start();
  await startNode("Frankfurt");
  const { page, hears } = await come();
  await says(page, "Frankfurt", "in use");
  await server.kill();
  await hears(/what was known/, 25_000);
  await says(page, "Frankfurt", "in use");
  const filter = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('shardlight-nodes .swatch')).filter",
  );
  expect(filter).toContain("saturate");
});

test("the wall is for the shards alone", async () => {
  await start();
  await startNode("Frankfurt");
  const { page } = await come();
  await says(page, "Frankfurt", "in use");
  await page.locator("shardlight-look").getByText("Wall", { exact: true }).click();
  await until("they are out of it", async () => !(await page.locator("shardlight-nodes").isVisible()));
});

const LOOKS = [
  ["a desktop", {}],
  ["a desktop in the dark", { colorScheme: "dark" }],
  ["a phone", { viewport: { width: 360, height: 740 } }],
  [
    "a phone in the dark, without motion",
    { viewport: { width: 360, height: 740 }, colorScheme: "dark", reducedMotion: "reduce" },
  ],
] as const;

test.each(LOOKS)(
  "one node on %s: axe finds nothing, and nothing runs out of the page",
  async (_, options) => {
    await start({ AUDIO_PUBLIC: ALL_FIELDS });
    const { id } = await startNode("Frankfurt", { region: "eu-central" });
    await patch(id, { override: { youtube: "limited" } });
    const { page } = await come(options);
    await says(page, "Frankfurt", "YouTube refuses this node");
    await rowOf(page, "Frankfurt").locator("summary").click();
    await page.locator(".node-body").getByText("Lavalink 4.2.2").waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    if ("reducedMotion" in options) {
      const durations = await page.evaluate<number[]>(
        "document.getAnimations().map((its) => Number(its.effect?.getTiming().duration ?? 0))",
      );
      expect(durations.filter((duration) => duration > 10)).toEqual([]);
    }
  },
);

test.each(LOOKS)(
  "200 nodes on %s: all are there, the worst first, and nothing runs out of the page",
  async (_, options) => {
    await start({ AUDIO_PUBLIC: ALL_FIELDS });
    for (let number = 1; number <= 200; number += 1) await startNode(`node-${number}`);
    const { page } = await come(options);
    const rows = page.locator("shardlight-nodes li");
    await until("all are listed", async () => (await rows.count()) === 200, 20_000);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const list = JSON.parse((await ask(server.url, NODES)).text);
    await patch(list.nodes[149].id, { action: "retire" });
    await until("what is over is last", async () =>
      ((await rows.last().textContent()) ?? "").includes("node-150"),
    );
    await page.locator("shardlight-nodes summary").first().click();
    await page.locator(".node-body").waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  },
);
