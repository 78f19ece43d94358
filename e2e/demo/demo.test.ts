import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ShardState } from "#protocol/state.ts";
import { launchBrowser } from "../support/browser.ts";
import { Inbox } from "../support/inbox.ts";
import { until } from "../support/until.ts";

const ROOT = join(import.meta.dirname, "../..");
/** A newcomer sees the page live within a minute. */
const LIVE_WITHIN_MS = 60_000;
/** Silence is borne for 5 s, and the page is told of its end at once. */
const UNHEALTHY_WITHIN_MS = 5_000 + 500;
/** The demo starts it again after 12 s. */
const BACK_WITHIN_MS = 20_000;

/** Some tracks have to fail, to be told and to be judged. */
const REFUSED_WITHIN_MS = 60_000;
/** After 20 s of that. */
const EMPTIED_WITHIN_MS = 40_000;

let demo: ChildProcess;
let url = "";
let browser: Browser;
/** How long it took until a node was emptied. */
let emptied: Promise<number>;
const lines = new Inbox<string>();

beforeAll(async () => {
  demo = spawn("npm", ["run", "demo"], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
    // A group of its own, as a terminal makes one: Ctrl-C reaches all of it.
    detached: true,
  });
  if (demo.stdout === null) throw new Error("the demo has no output");
  createInterface({ input: demo.stdout })
    .on("line", (line) => lines.push(line))
    .on("close", () => lines.end());
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  const isRunning = demo.exitCode === null && demo.signalCode === null;
  if (isRunning && demo.pid !== undefined) process.kill(-demo.pid, "SIGKILL");
});

/** The states that the page shows of these shards. */
const statesOn = (page: Page, cluster: string, shardIds: readonly number[]): Promise<(string | null)[]> =>
  Promise.all(
    shardIds.map((id) =>
      page.locator(`[data-cluster="${cluster}"][data-shard="${id}"]`).getAttribute("data-state"),
    ),
  );

const untilAll = (page: Page, shardIds: readonly number[], state: ShardState, withinMs: number) =>
  until(
    `the page shows main shards ${shardIds[0]} to ${shardIds.at(-1)} as ${state}`,
    async () => (await statesOn(page, "main", shardIds)).every((shown) => shown === state),
    withinMs,
  );

test("the page shows a killed process's shards turning unhealthy and coming back", async ({ annotate }) => {
  const startedAt = performance.now();
  const live = await lines.next((line) => line.includes("The page is live"), LIVE_WITHIN_MS);
  url = /http:\S+/.exec(live)?.[0] ?? "";
  const page = await browser.newPage();
  await page.goto(url);
  await lines.next((line) => line.includes("patron_1: all 6 shards are logged in"), LIVE_WITHIN_MS);
  emptied = seeOneEmptied();
  emptied.catch(() => {});
  const everyId = Array.from({ length: 64 }, (_, id) => id);
  await untilAll(page, everyId, "online", 5_000);
  await annotate(`all online after ${Math.round(performance.now() - startedAt)} ms`);
  expect(performance.now() - startedAt).toBeLessThan(LIVE_WITHIN_MS);

  const killed = await lines.next((line) => line.includes(": killed."), LIVE_WITHIN_MS);
  const killedAt = performance.now();
  const [, first, last] = /main shards (\d+)–(\d+)/.exec(killed)?.map(Number) ?? [];
  const shardIds = everyId.filter((id) => id >= Number(first) && id <= Number(last));
  expect(shardIds).toHaveLength(16);
  await untilAll(page, shardIds, "unhealthy", UNHEALTHY_WITHIN_MS);
  await annotate(`unhealthy after ${Math.round(performance.now() - killedAt)} ms`);
  const others = everyId.filter((id) => !shardIds.includes(id));
  expect(new Set(await statesOn(page, "main", others))).toEqual(new Set(["online"]));

  await untilAll(page, shardIds, "online", BACK_WITHIN_MS);
  await annotate(`back after ${Math.round(performance.now() - killedAt)} ms`);
});

/** Sees one of five nodes be refused and emptied, which takes as long as the other tests; in ms. */
const seeOneEmptied = async (): Promise<number> => {
  const openedAt = performance.now();
  const page = await browser.newPage();
  await page.goto(url);
  const rows = page.locator("[data-node]");
  await until("five audio nodes are shown", async () => (await rows.count()) === 5);
  const tell = async () => (await rows.allInnerTexts()).every((text) => /\d+ playing/.test(text));
  await until("every node tells its players", tell, REFUSED_WITHIN_MS);
  const first = rows.filter({ hasText: "Frankfurt 1" });
  const shows = (words: string, patienceMs: number) =>
    until(`the page says of it: ${words}`, async () => (await first.innerText()).includes(words), patienceMs);
  await shows("YouTube refuses this node", REFUSED_WITHIN_MS);
  await shows("being emptied", EMPTIED_WITHIN_MS);
  return performance.now() - openedAt;
};

/** Goes to the music of a server that is the visitor's. */
const openMusic = async (page: Page, server: string): Promise<void> => {
  await page.goto(url);
  await page.getByRole("link", { name: `Music of ${server}` }).click();
  await page.locator(".now").waitFor();
};

test("one press at the demo's Discord shows a visitor the music of three servers, and what they may do in each", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("link", { name: "sign in with Discord" }).click();
  await page.getByRole("button", { name: "Come in as Nelly" }).click();

  await openMusic(page, "Tea House");
  for (const cluster of ["main", "patron_1"]) await page.getByText(cluster, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.getByRole("searchbox", { name: "Add a track" }).fill("tram");
  await page.getByRole("button", { name: /^Add\s+Last Tram Home/ }).click();
  await page.locator("li").filter({ hasText: "Last Tram Home" }).filter({ hasText: "Nelly" }).waitFor();

  await openMusic(page, "Night Shift");
  await page.getByRole("button", { name: "Vote to skip" }).click();
  await page.getByRole("button", { name: "You voted to skip: 1 of 2" }).waitFor();

  await openMusic(page, "Book Club");
  await page.getByText("Join the bot’s voice channel to add tracks and vote").waitFor();
  const stop = new URL(`/api${new URL(page.url()).pathname}/stop`, url).href;
  const refused = await page.evaluate(async (address) => {
    const answer = await fetch(address, { method: "POST" });
    return [answer.status, await answer.text()];
  }, stop);
  expect(refused).toEqual([409, expect.stringContaining("join the bot's voice channel first")]);

  await page.goto(url);
  await page.locator("[data-node] summary").first().click();
  await page
    .getByRole("button", { name: /^Drain/ })
    .first()
    .waitFor();
  await context.close();
}, 40_000);

test("the page shows five audio nodes in use, and YouTube refuses one, which is emptied", async ({
  annotate,
}) => {
  await annotate(`being emptied ${Math.round(await emptied)} ms after the page was opened`);
}, 110_000);

test("Ctrl-C ends the demo and every process of it", async () => {
  if (demo.pid === undefined) throw new Error("the demo did not start");
  const group = -demo.pid;
  const ended = once(demo, "exit");
  process.kill(group, "SIGINT");
  await ended;
  const isGone = () => {
    try {
      process.kill(group, 0);
      return false;
    } catch {
      return true;
    }
  };
  await until("no process of the demo is left", isGone, 10_000);
  expect(lines.hasEnded).toBe(true);
});
