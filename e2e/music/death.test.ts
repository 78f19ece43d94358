import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newPerson, type Person } from "../sign-in/ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { accountOf, GUILD, guestId } from "./guests.ts";
import { type LoneBot, openLoneBot } from "./lone-bot.ts";

/** What nobody has to wait for is told within this. */
const AT_ONCE_MS = 3_000;

let lone: LoneBot;
let browser: Browser;
let person: Person;
let page: Page;

beforeAll(async () => {
  [lone, browser] = await Promise.all([openLoneBot(), launchBrowser()]);
  await lone.play("one", "two", "three");
  person = await newPerson(browser, lone.ground.url);
  lone.ground.discord.person = accountOf(guestId(1), "guest 1");
  await person.signIn(`/servers/${GUILD}`);
  page = person.page;
  page.setDefaultTimeout(15_000);
  await page.locator("[data-action=pause]:enabled").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await lone?.close();
});

const reads = (words: string) => page.getByText(words).first().waitFor();
const isLive = () =>
  page.locator("[data-action=pause]:enabled, [data-action=resume]:enabled").first().waitFor();
const isPaused = () => lone.node.players()[0]?.["paused"];

test("a command that the bot could not finish before it was cut off is unknown, and never done twice", async () => {
  const { guest, node, way } = lone;
  const wish = { id: "cut", query: "four" };
  node.hang();
  const asked = lone.nodeIsAsked("loadtracks");
  const adding = guest.wish("play", wish);
  await asked;
  way.turn({ kind: "clear" });
  expect(await adding).toMatchObject({ status: 409, body: { outcome: "unknown", id: "cut" } });
  node.wake();
  await lone.isBack();
  await until("the bot did it after all", async () => (await lone.total()) === 3);
  expect((await guest.wish("play", wish)).body.outcome).toBe("unknown");
  await isLive();
  expect(await lone.total()).toBe(3);
});

test("when the server is killed the page says that nobody knows, comes back alone, and the same id is done once", async () => {
  const { guest, node, ground } = lone;
  const wish = { id: "restart", query: "five" };
  node.hang();
  const asked = lone.nodeIsAsked("loadtracks");
  const adding = guest.wish("play", wish).catch(() => "cut off");
  await asked;
  await page.getByRole("button", { name: "Shuffle" }).click();
  await ground.server.kill();
  expect(await adding).toBe("cut off");
  await reads("Nobody knows whether that was done. Look at the player.");
  await reads("The server is not answering. This is how it was");
  await ground.server.restart(ground.settings);
  node.wake();
  await lone.isBack();
  await isLive();
  await until("it was done after all", async () => (await lone.total()) === 4);
  expect(await guest.wish("play", wish)).toMatchObject({ status: 200, body: { outcome: "done" } });
  expect(await lone.total()).toBe(4);
});

test("a bot that stands still does not do what nobody waits for any more when it goes on", async () => {
  const { guest } = lone;
  lone.signal("SIGSTOP");
  const [late] = await Promise.all([guest.wish("stop"), page.locator("[data-action=pause]").click()]);
  expect(late).toMatchObject({
    status: 409,
    body: { outcome: "expired", message: "the bot did not answer in time: look at the player" },
  });
  await reads("The bot did not answer in time: look at the player.");
  lone.signal("SIGCONT");
  expect(await guest.wish("volume", { volume: 37 })).toMatchObject({ body: { outcome: "done" } });
  expect([isPaused(), await lone.total()]).toEqual([false, 4]);
  await reads("37%");
});

test("a bot that dies amid a command: nobody knows, then nothing is asked of it, and the page finds the next one", async () => {
  const { guest, node } = lone;
  node.hang();
  const asked = lone.nodeIsAsked("PATCH");
  await page.locator("[data-action=pause]").click();
  await asked;
  const adding = guest.wish("play", { query: "six" });
  const before = performance.now();
  await lone.die();
  expect(await adding).toMatchObject({ status: 409, body: { outcome: "unknown" } });
  await reads("Nobody knows whether it was done: look at the player.");
  await reads("The bot is away. This is how it was");
  expect(await page.locator(".deck button:enabled").count()).toBe(0);
  expect(await guest.wish("skip")).toMatchObject({
    status: 503,
    body: { outcome: "away", message: "the bot is away right now" },
  });
  expect((await guest.read("status")).status).toBe(503);
  expect(performance.now() - before).toBeLessThan(AT_ONCE_MS);
  node.wake();
  await lone.revive();
  await page.getByRole("heading", { name: "Nothing is playing" }).waitFor();
  await page.locator("#add-input:enabled").fill("seven");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Song seven-1" }).waitFor();
});
