import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oauthGuilds, oauthPerson } from "../fake-discord/oauth-people.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { newPerson, startSignIn } from "./ground.ts";
import { BOT_ENV, GUILD, startBot } from "./scripted-bot.ts";

let ground: Awaited<ReturnType<typeof startSignIn>>;
let browser: Browser;
let bot: Awaited<ReturnType<typeof startBot>>;

beforeAll(async () => {
  [ground, browser] = await Promise.all([startSignIn(BOT_ENV), launchBrowser()]);
  bot = await startBot(ground.server.url);
  ground.discord.person = oauthPerson({ guilds: oauthGuilds(1).map((guild) => ({ ...guild, id: GUILD })) });
});
afterAll(async () => {
  bot?.stop();
  await browser?.close();
  await ground?.close();
});

/** Follows the stream of a player in a page; what it heard is in `heard`. */
const FOLLOW = `
  window.heard = [];
  const stream = new EventSource("/api/servers/${GUILD}/events");
  for (const name of ["snapshot", "end"]) {
    stream.addEventListener(name, () => {
      window.heard.push(name);
      if (name === "end") stream.close();
    });
  }`;

test("signing out everywhere ends the stream that another browser has open, at once", async () => {
  const [phone, desktop] = [await newPerson(browser, ground.url), await newPerson(browser, ground.url)];
  await phone.signIn();
  await desktop.signIn();
  await desktop.page.evaluate(FOLLOW);
  const hears = (name: string, patienceMs?: number) =>
    until(
      `the stream says ${name}`,
      () => desktop.page.evaluate(`window.heard.includes("${name}")`),
      patienceMs,
    );
  await hears("snapshot");
  expect(await desktop.page.evaluate("window.heard")).not.toContain("end");
  expect(await phone.post("/auth/sign-out-everywhere")).toBe(204);
  await hears("end", 1_000);
  expect(await desktop.viewer()).toBeNull();
});
