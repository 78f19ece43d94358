import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oauthGuilds, oauthPerson } from "../fake-discord/oauth-people.ts";
import { overflowOf, violationsOn } from "../page/player-ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { newPerson, startSignIn } from "./ground.ts";
import { BOT_ENV, GUILD, startBot } from "./scripted-bot.ts";

const LOOKS: readonly BrowserContextOptions[] = [
  { viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { viewport: { width: 1_280, height: 800 }, colorScheme: "dark" },
];

let browser: Browser;
let ground: Awaited<ReturnType<typeof startSignIn>>;
let bot: Awaited<ReturnType<typeof startBot>>;
const guilds = oauthGuilds(120).map((guild, place) =>
  place === 77 ? { ...guild, id: GUILD, name: "Café <b>Den</b>" } : guild,
);
beforeAll(async () => {
  [ground, browser] = await Promise.all([startSignIn(BOT_ENV), launchBrowser()]);
  const shardIds = Array.from({ length: 60 }, (_, shard) => shard);
  bot = await startBot(ground.server.url, { guildIds: guilds.map(({ id }) => id), shardIds });
  ground.discord.person = oauthPerson({ guilds });
});
afterAll(async () => {
  bot?.stop();
  await browser?.close();
  await ground?.close();
});

/** What axe finds, and whether anything runs out of the page. */
const faultsOf = async (page: Page): Promise<readonly string[]> => {
  const overflow = await overflowOf(page);
  return [...(await violationsOn(page)), ...(overflow > 0 ? [`runs out by ${overflow} px`] : [])];
};

test("one of many servers is found by its name, and Enter leads to how its shard is", async () => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const { page, signIn, context } = await newPerson(browser, ground.url, { permissions });
  await signIn();
  await page.getByRole("button", { name: "Show all 120" }).waitFor();
  expect(await page.locator(".own").count()).toBe(6);
  await page.keyboard.press("/");
  await page.evaluate('navigator.clipboard.writeText("cafe")');
  await page.keyboard.press("ControlOrMeta+V");
  await until("one is left", async () => (await page.locator(".own").count()) === 1);
  expect(await page.locator(".finder-result").innerText()).toBe("");
  expect(await page.locator(".own-name").innerText()).toBe("Café <b>Den</b>");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.locator(".finder-result").getByText("Your server is on shard 5 of main.").waitFor();
  expect(new URL(page.url()).hash).toBe(`#guild=${GUILD}`);
  // The ID that stands in the box now is no name.
  await until("the list is as before", async () => (await page.locator(".own").count()) === 6);
  await page.locator(".own a").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.locator(".own").nth(1).locator("a:focus").waitFor();
  await context.close();
});

test("without JavaScript people sign in and out all the same, and are told what needs it", async () => {
  const { page, context } = await newPerson(browser, ground.url, { javaScriptEnabled: false });
  await page.goto(ground.url);
  await page.getByRole("link", { name: "sign in with Discord" }).click();
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(`${ground.url}/`);
  expect(await page.locator("shardlight-servers").innerText()).toContain("needs JavaScript");
  await page.getByRole("button", { name: "Signed in as Nelly" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("link", { name: "sign in with Discord" }).waitFor();
  expect(await context.cookies()).not.toContainEqual(expect.objectContaining({ name: "__Host-shardlight" }));
  await context.close();
});

test.each(LOOKS)("axe finds nothing in what people meet, and nothing runs out of it: %o", async (options) => {
  const { page, signIn, context } = await newPerson(browser, ground.url, options);
  const seen: Record<string, readonly string[]> = {};
  const look = async (name: string) => {
    seen[name] = await faultsOf(page);
  };
  await page.goto(`${ground.url}/auth/callback?state=x`);
  await look("a sign-in that is lost");
  await page.goto(`${ground.url}/auth/link/x`);
  await look("a link that is used up");
  await page.goto(await bot.invite());
  await look("a link");
  await page.getByRole("button", { name: "Open the panel" }).click();
  await page.getByRole("heading", { level: 1, name: "Den" }).waitFor();
  await page.goto(ground.url);
  await page.getByText("The bot’s link let you in to this one server.").waitFor();
  expect(await page.locator(".own-name").allInnerTexts()).toEqual(["Den"]);
  await page.getByRole("button", { name: "Signed in as Nelly" }).click();
  expect(await page.locator(".account-who").innerText()).toBe(
    "Signed in as Nelly, by a link of the bot, for one server.",
  );
  await look("the status page of who came by a link");
  await page.goto(`${ground.url}/servers/${guilds[0]?.id}`);
  await page.getByRole("heading", { level: 1, name: "Your link was for another server" }).waitFor();
  await look("another server's page, for who came by a link");
  await context.clearCookies();
  await signIn();
  await page.getByRole("button", { name: "Show all 120" }).click();
  await page.locator(".own a:focus").waitFor();
  await page.getByRole("button", { name: "Signed in as Nelly" }).click();
  await look("all servers of someone");
  expect(Object.entries(seen).filter(([, faults]) => faults.length > 0)).toEqual([]);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("link", { name: "sign in with Discord" }).waitFor();
  await context.close();
});
