import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oauthGuilds, oauthPerson } from "../fake-discord/oauth-people.ts";
import { launchBrowser } from "../support/browser.ts";
import { newPerson, type Person, startSignIn } from "./ground.ts";
import { BOT_ENV, GUILD, startBot } from "./scripted-bot.ts";

let browser: Browser;
let ground: Awaited<ReturnType<typeof startSignIn>>;
let bot: Awaited<ReturnType<typeof startBot>>;
let nelly: Person;

/** Someone in a server with a bot, whose list of servers grew old before Discord went away. */
beforeAll(async () => {
  [ground, browser] = await Promise.all([startSignIn(BOT_ENV), launchBrowser()]);
  const [den] = oauthGuilds(1);
  ground.discord.person = oauthPerson({ guilds: den ? [{ ...den, id: GUILD, name: "Den" }] : [] });
  nelly = await newPerson(browser, ground.url);
  await nelly.signIn();
  await ground.growOld();
  bot = await startBot(ground.server.url);
  await ground.discord.close();
});
afterAll(async () => {
  bot?.stop();
  await browser?.close();
  await ground?.close();
});

const textOf = (selector: string) => nelly.page.locator(selector).innerText();
const signIns = (): string[] => {
  const paths: string[] = [];
  nelly.page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  return paths;
};

test("the status page shows the servers that were known and how old that is, and sends nobody to Discord", async () => {
  const asked = signIns();
  await nelly.page.goto(ground.url);
  await nelly.page.getByText("Den", { exact: true }).waitFor();
  expect(await textOf(".own-age")).toMatch(/^as of \d\d:\d\d · Look again$/);
  expect(nelly.page.url()).toBe(`${ground.url}/`);
  expect(asked).not.toContain("/auth/sign-in");
});

test("whoever looks again comes back to the same page, and is told that Discord does not answer", async () => {
  await nelly.page.goto(ground.url);
  await nelly.page.getByRole("link", { name: "Look again" }).click();
  await nelly.page.getByText("Discord is not answering.").waitFor();
  expect(nelly.page.url()).toBe(`${ground.url}/`);
  await nelly.page.getByText("Den", { exact: true }).waitFor();
});

test("the page of a player is shown all the same, with one line about it, and without going round", async () => {
  const asked = signIns();
  const page = `${ground.url}/servers/${GUILD}?cluster=main`;
  await nelly.page.goto(page);
  await nelly.page.getByRole("heading", { level: 1, name: "Den" }).waitFor();
  expect(nelly.page.url()).toBe(page);
  expect(await textOf(".old-servers")).toMatch(
    /^Discord is not answering\. What is known of your servers is 10 min( \d+ s)? old\. Look again$/,
  );
  await nelly.page.reload();
  await nelly.page.getByRole("heading", { level: 1, name: "Den" }).waitFor();
  expect(asked.filter((path) => path === "/auth/sign-in").length).toBeLessThanOrEqual(1);
});

test("once Discord is back, looking again makes the list new", async () => {
  await ground.discord.open();
  const old = nelly.page.locator(".own-age");
  await nelly.page.goto(ground.url);
  await expect
    .poll(
      async () => {
        const again = nelly.page.getByRole("link", { name: "Look again" });
        if ((await again.count()) > 0) await again.click();
        await nelly.page.getByText("Den", { exact: true }).waitFor();
        return old.count();
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe(0);
  expect(await nelly.viewer()).toMatchObject({ isRenewalDue: false, renewalFault: null });
});
