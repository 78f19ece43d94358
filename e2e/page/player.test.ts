import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { GUILD, item, playing, script } from "./music-script.ts";
import { type MusicScript, type ScriptedMusic, startScriptedMusic } from "./scripted-music.ts";
import { visit } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 360, height: 740 } };

let browser: Browser;
let server: TestServer;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const come = async (
  its: MusicScript,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; music: ScriptedMusic }> => {
  const music = await startScriptedMusic(server.url, its);
  ends.push(() => music.close());
  const visitor = await visit(browser, `${music.url}/servers/${GUILD}`, options);
  ends.push(async () => {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
  await visitor.page.locator(".now, .gate").first().waitFor();
  return { page: visitor.page, music };
};
const titles = (page: Page) => page.locator("shardlight-queue .track-title").allInnerTexts();
const overflow = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run().then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};

const LOOKS: readonly (readonly [string, MusicScript])[] = [
  ["one plays", script()],
  ["nothing plays", script({ player: null })],
  ["the bot is away", script({ isAway: true })],
  ["one may only look", script({ rights: { may: [], isVoter: false, isManager: false } })],
  [
    "one votes",
    script({
      rights: { may: ["play", "skip"], isVoter: true, isManager: false },
      player: playing(3, { votes: { have: 1, need: 3 } }),
    }),
  ],
  ["nobody is signed in", script({ signedIn: false })],
];

test.each(
  LOOKS.flatMap(([name, its]) => [
    [name, "a desktop", its, { colorScheme: "dark" }] as const,
    [name, "a phone", its, { ...PHONE, colorScheme: "light" }] as const,
  ]),
)("where %s, on %s: axe finds nothing, and nothing runs out of the page", async (_, _size, its, options) => {
  const { page } = await come(its, options);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
});

test("a press is one command with an id and what was seen, and shows before the bot has answered", async () => {
  let answer = (_: object) => {};
  const its = script({ answer: () => new Promise((resolve) => (answer = resolve)) });
  const { page, music } = await come(its);
  await page.locator("[data-action=skip]").click();
  await page.getByRole("heading", { name: "Slow Boat to the Archipelago" }).waitFor();
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({
    action: "skip",
    seenRev: 10,
    id: expect.stringMatching(/^[\w-]+$/),
  });
  answer({ outcome: "refused", message: "only a DJ may skip", rev: null });
  await page.getByRole("heading", { name: "Northern Lights", exact: true }).waitFor();
  await page.locator(".player-note").getByText("Only a DJ may skip.").waitFor();
  await until("it is spoken", async () =>
    (await page.locator("shardlight-announcer").innerText()).includes("Only a DJ may skip."),
  );
});

test("a double click is one command", async () => {
  const { page, music } = await come(script());
  await page.locator("[data-action=skip]").dblclick();
  // The button says another thing by the time of the second click.
  await page.locator("[data-action=pause]").dblclick();
  await page.locator("[data-action=shuffle]").click();
  await until("the shuffle came", () => music.commands.some(({ action }) => action === "shuffle"));
  expect(music.commands.map(({ action }) => action)).toEqual(["skip", "pause", "shuffle"]);
});

test("what others do shows by itself", async () => {
  const { page, music } = await come(script());
  music.tell("song_changed", { rev: 11, at: Date.now(), current: item(5) });
  music.tell("queue_updated", { rev: 11, at: Date.now(), queue: [item(6)], total: 1, totalMs: 200_000 });
  await page.getByRole("heading", { name: "Copper Wire" }).waitFor();
  await until("the queue is new", async () => (await titles(page)).join() === "Tidewater");
  music.tell("away", { at: Date.now() });
  await page.getByText("The bot is away; this is what was playing.").waitFor();
  expect(await page.locator(".deck button:enabled").count()).toBe(0);
});

test("an entry moves by keys, keeps the focus, and says where it stands", async () => {
  const { page, music } = await come(script({ player: playing(3), answer: () => new Promise(() => {}) }));
  await page.getByRole("button", { name: "Move Paper Lanterns", exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  await until("it stands first", async () => (await titles(page))[0] === "Paper Lanterns");
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "move", uid: "uid-2", before: "uid-1" });
  expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
    "Move Paper Lanterns",
  );
  expect(await page.locator("shardlight-announcer").innerText()).toBe("Paper Lanterns, now 1 of 3");
});

test("an entry is dragged to another place", async () => {
  const { page, music } = await come(script({ player: playing(3), answer: () => new Promise(() => {}) }));
  const grip = await page.getByRole("button", { name: /^Move Slow Boat/ }).boundingBox();
  const last = await page.locator("shardlight-queue .track").nth(2).boundingBox();
  if (grip === null || last === null) throw new Error("nothing to drag");
  await page.mouse.move(grip.x + 10, grip.y + 10);
  await page.mouse.down();
  await page.mouse.move(grip.x + 10, last.y + 5, { steps: 5 });
  await page.mouse.up();
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "move", uid: "uid-1", before: "uid-3" });
});

test("500 tracks come in pages as one scrolls", async () => {
  const { page, music } = await come(script({ player: playing(500) }));
  expect(await page.locator("shardlight-queue .track").count()).toBe(50);
  await page.locator(".queue-more").scrollIntoViewIfNeeded();
  await until("more came", async () => (await page.locator("shardlight-queue .track").count()) >= 100);
  expect(music.lookups[0]).toMatch(/^queue\?cluster=main&from=50$/);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test("one searches by typing, once for what was typed, and adds with the keyboard", async () => {
  const { page, music } = await come(script());
  await page.locator("#add-input").pressSequentially("tidewater", { delay: 20 });
  await page.locator(".found li").first().waitFor();
  expect(music.lookups).toEqual(["search?cluster=main&query=tidewater"]);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "play", query: "https://music.example/20" });
});

test("titles and links that try to do harm are but words", async () => {
  const title = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
  const evil = { title, author: "</p><b>bold</b>\u202e", uri: "javascript:document.title=2" };
  const player = playing(2, { current: item(0, evil), queue: [item(1, evil), item(2)] });
  const { page } = await come(script({ player }));
  expect(await page.locator("#now-title").innerText()).toBe(title);
  expect(
    await page.locator("shardlight-player img, shardlight-player script, shardlight-player b").count(),
  ).toBe(0);
  expect(await page.locator("a[href^='javascript']").count()).toBe(0);
});

test("two bots are two players", async () => {
  const servers = script().servers.map((its) => ({ ...its, clusters: ["main", "patron_1"] }));
  const { page } = await come(script({ servers }));
  await page.getByRole("tab", { name: "main" }).focus();
  await page.keyboard.press("ArrowRight");
  await until("the address says so", () => page.url().endsWith("?cluster=patron_1"));
  expect(await page.getByRole("tab", { selected: true }).innerText()).toBe("patron_1");
});

test("lyrics follow the track, and the page asks no other host", async () => {
  const asked: string[] = [];
  const { page, music } = await come(script());
  page.on("request", (request) => asked.push(request.url()));
  await page.getByText("Lyrics", { exact: true }).click();
  await page.locator(".lyrics [data-now]").waitFor();
  await page.getByText("Played before").click();
  await page
    .getByRole("button", { name: /^Add .* again$/ })
    .first()
    .waitFor();
  expect(asked.filter((url) => !url.startsWith(music.url))).toEqual([]);
});

test("without JavaScript it says that it needs it, and shows nothing of the server", async () => {
  const { page } = await come(script(), { javaScriptEnabled: false });
  await page.getByRole("heading", { name: "This page needs JavaScript" }).waitFor();
  expect(await page.content()).not.toContain("Lighthouse");
});

test("who is kept out by the bot reads why, in its words", async () => {
  const refusal = { status: 403, message: "only members may look at this player" };
  const { page } = await come(script({ refusal }));
  await page.locator(".gate").getByText("only members may look at this player").waitFor();
});

test("who is signed out while they look is asked to sign in again", async () => {
  const { page, music } = await come(script());
  music.tell("end", { reason: "signed_out", message: "" });
  await page.getByRole("heading", { name: "Sign in to see what plays" }).waitFor();
  expect(await page.locator(".track").count()).toBe(0);
});

test("the server itself says to whom it does not know that they can sign in", async () => {
  const visitor = await visit(browser, `${server.url}/servers/${GUILD}`);
  await visitor.page.getByRole("heading", { name: "Sign in to see what plays" }).waitFor();
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});
