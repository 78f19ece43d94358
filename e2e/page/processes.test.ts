import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { dialLink, hello } from "../../server/links/test-link.ts";
import { idsFrom, shardsIn } from "../support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { elapsed, until } from "../support/until.ts";
import { type Visit, visit } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PASSPHRASE = "a secret of this test";
const VERSIONS = { plugin: "@shardlight/bot 0.1.0", library: "discord.js 14.28.1", runtime: "node 20.20.2" };

let browser: Browser;
let server: TestServer;
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

const start = async (visible: "none" | "counts" | "all", clusters = "main:60") => {
  server = await startServer({
    CLUSTERS: clusters,
    PASSPHRASE,
    PROCESSES_PUBLIC: visible,
    HEALTH_TIMEOUT: "600",
  });
  ends.push(() => server.dispose());
};

const come = async (options = {}): Promise<Visit> => {
  const visitor = await visit(browser, server.url, options);
  ends.push(async () => {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
  return visitor;
};

/** A process that says hello over its link, and reports its shards online. */
const linkProcess = async (
  boot: string,
  shardIds: readonly number[],
  told: { readonly label?: string; readonly shardCount?: number; readonly versions?: typeof VERSIONS } = {},
) => {
  const { shardCount = 60, label, versions = VERSIONS } = told;
  const link = await dialLink(server.url, { Authorization: `Bearer ${PASSPHRASE}` });
  link.send(hello(boot, { shardIds, shardCount, versions, ...(label && { label }) }));
  expect(await link.next()).toMatchObject({ type: "welcome" });
  let seq = 0;
  const report = async (more: object = {}, reconnects = 0) => {
    seq += 1;
    const shards = shardsIn("online", shardIds).map((shard) => ({ ...shard, reconnects }));
    link.send({ type: "report", seq, shards, ...more });
    expect(await link.next()).toMatchObject({ type: "ack" });
  };
  ends.push(() => link.socket.terminate());
  return { report, end: () => link.socket.terminate() };
};

const openList = async ({ page }: Visit) => {
  await page.locator("shardlight-processes summary").click();
  return page.locator("shardlight-processes");
};
const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("the list tells which machine is it, and follows what the processes say", async () => {
  await start("all");
  const eu1 = await linkProcess("boot-1", idsFrom(0, 20), { label: "eu-1" });
  const eu2 = await linkProcess("4f1c2d3e-5a6b", [...idsFrom(20, 40), 45]);
  await eu1.report({ process: { uptimeMs: 7_500_000, memoryBytes: 327_155_712, eventLoopDelayP99Ms: 3.2 } });
  await eu2.report({ process: { uptimeMs: 60_000, memoryBytes: 1_503_238_554, eventLoopDelayP99Ms: 250 } });
  const visitor = await come();
  const { page } = visitor;
  await page.getByText("2 processes").waitFor();
  await openList(visitor);
  const first = await rowOf(page, "eu-1").innerText();
  for (const words of ["0–19", "2 h 5 min", "312 MB", "3 ms"]) expect(first).toContain(words);
  const second = await rowOf(page, "4f1c2d3e…").innerText();
  for (const words of ["20–39, 45", "1 min", "1.4 GB", "250 ms, slow"]) expect(second).toContain(words);
  await page.getByText("All run discord.js 14.28.1, @shardlight/bot 0.1.0 and node 20.20.2.").waitFor();
  await page.getByText("2 processes · 1 slow").waitFor();
  await eu2.report({ process: { eventLoopDelayP99Ms: 2 } });
  await until("it is no longer slow", async () => (await page.getByText("slow").count()) === 0, 12_000);
});

test("versions that differ are told process by process", async () => {
  await start("all");
  const other = { ...VERSIONS, library: "discord.js 14.27.0" };
  await (await linkProcess("a", idsFrom(0, 30), { label: "eu-1" })).report();
  await (await linkProcess("b", idsFrom(30, 60), { label: "eu-2", versions: other })).report();
  const visitor = await come();
  await openList(visitor);
  await rowOf(visitor.page, "eu-2").getByText("discord.js 14.27.0").waitFor();
  expect(await rowOf(visitor.page, "eu-1").innerText()).toContain("discord.js 14.28.1");
});

test("a process that falls silent is said to be", async () => {
  await start("all");
  await (await linkProcess("a", idsFrom(0, 30), { label: "eu-1" })).report();
  const dying = await linkProcess("b", idsFrom(30, 60), { label: "eu-2" });
  await dying.report({ timeoutMs: 5_000 });
  dying.end();
  const visitor = await come();
  await openList(visitor);
  await rowOf(visitor.page, "eu-2")
    .getByText(/silent for \d+ s/)
    .waitFor({ timeout: 20_000 });
  await visitor.page.getByText("1 process · 1 more silent").waitFor();
});

test("a shard's details lead to its process, and a process to its shards", async () => {
  await start("all");
  await (await linkProcess("a", idsFrom(0, 20), { label: "eu-1" })).report();
  await (await linkProcess("b", idsFrom(20, 40), { label: "eu-2" })).report(
    { process: { uptimeMs: 14_400_000 } },
    7,
  );
  const { page, cell } = await come();
  await cell("main", 25).click();
  const details = page.locator("shardlight-details");
  await details.getByText("7 in 4 h").waitFor();
  expect(await details.innerText()).toContain("discord.js 14.28.1 and @shardlight/bot 0.1.0");
  await details.getByRole("button", { name: "eu-2" }).click();
  const shards = rowOf(page, "eu-2").getByRole("button");
  await until("its row has the focus", () =>
    shards.evaluate((its) => its === its.ownerDocument.activeElement),
  );
  expect(await shards.getAttribute("aria-pressed")).toBe("true");
  const marked = () =>
    page.locator("[data-marked]").evaluateAll((cells) => cells.map((its) => Number(its.dataset["shard"])));
  expect(await marked()).toEqual(idsFrom(20, 40));
  await rowOf(page, "eu-1").getByRole("button").press("Enter");
  await until("the other's shards are marked", async () => (await marked())[0] === 0);
  expect(await marked()).toEqual(idsFrom(0, 20));
  await page.keyboard.press("Escape");
  await until("nothing is marked", async () => (await marked()).length === 0);
});

test("with counts public the page tells counts, and names nothing", async () => {
  await start("counts");
  await (await linkProcess("secret-boot-a", idsFrom(0, 30), { label: "secret-eu-1" })).report();
  await (await linkProcess("secret-boot-b", idsFrom(30, 60), { label: "secret-eu-2" })).report();
  const visitor = await come();
  const list = await openList(visitor);
  await list.getByText("2 processes with 30 shards each").waitFor();
  await visitor.cell("main", 5).click();
  await visitor.page.locator("shardlight-details").getByText("Last heard").waitFor();
  expect(await visitor.page.content()).not.toContain("secret");
});

test("with nothing public there is no list, with a script or without", async () => {
  await start("none");
  await (await linkProcess("a", idsFrom(0, 60))).report();
  const asked: string[] = [];
  for (const javaScriptEnabled of [true, false]) {
    const { page, cell } = await come({ javaScriptEnabled });
    page.on("request", (request) => asked.push(request.url()));
    expect(await page.locator("shardlight-processes").innerText()).toBe("");
    if (!javaScriptEnabled) continue;
    await page.getByText(/^live/).waitFor();
    await cell("main", 5).click();
    await page.locator("shardlight-details").getByText("Last heard").waitFor();
    expect(await page.locator("shardlight-processes details").count()).toBe(0);
  }
  expect(asked.filter((url) => url.includes("/processes"))).toEqual([]);
});

test("when the server is away the list says how old it is, and comes back by itself", async () => {
  await start("all");
  await (await linkProcess("a", idsFrom(0, 60), { label: "eu-1" })).report();
  const visitor = await come();
  const list = await openList(visitor);
  await rowOf(visitor.page, "eu-1").waitFor();
  await server.kill();
  await list.getByText(/This was so .* ago\. The server is not answering/).waitFor({ timeout: 20_000 });
  expect(await rowOf(visitor.page, "eu-1").count()).toBe(1);
  await server.restart();
  await until("it asks again", async () => (await list.getByText("This was so").count()) === 0, 20_000);
});

test("nothing is asked before the list is opened, nor after it is closed", async () => {
  await start("all");
  await (await linkProcess("a", idsFrom(0, 60), { label: "eu-1" })).report();
  const visitor = await come();
  let asked = 0;
  visitor.page.on("request", (request) => {
    if (request.url().endsWith("/processes")) asked += 1;
  });
  await visitor.hears(/heard [2-9] s/);
  expect(asked).toBe(0);
  await openList(visitor);
  await until("it is asked for and asked for again", () => asked === 2, 15_000);
  await visitor.page.locator("shardlight-processes summary").click();
  await elapsed(6_000);
  expect(asked).toBe(2);
});

test.each([
  ["a desktop", {}],
  ["the dark", { colorScheme: "dark" }],
  ["a phone", { viewport: { width: 320, height: 640 } }],
])(
  "200 processes are listed on %s, axe finds nothing, and nothing runs out of the page",
  async (_, options) => {
    await start("all", "main:16384");
    for (let first = 0; first < 16_384; first += 82) {
      const shardIds = idsFrom(first, Math.min(first + 82, 16_384));
      const label = `machine-${first}`;
      await (await linkProcess(`b${first}`, shardIds, { label, shardCount: 16_384 })).report();
    }
    const visitor = await come(options);
    const { page } = visitor;
    await openList(visitor);
    await until("all are listed", async () => (await page.locator("tbody tr").count()) === 200, 15_000);
    await rowOf(page, "machine-82").getByRole("button").first().click();
    await page.locator(".marked-note").waitFor();
    expect(
      await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth"),
    ).toBeLessThanOrEqual(0);
    await page.evaluate(AXE);
    const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      "axe.run('shardlight-processes').then(({ violations }) => violations)",
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  },
);
