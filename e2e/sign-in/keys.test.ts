import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oauthGuilds, oauthPerson } from "../fake-discord/oauth-people.ts";
import { overflowOf, violationsOn } from "../page/player-ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { newPerson, type Person, startSignIn } from "./ground.ts";
import { BOT_ENV, GUILD, startBot } from "./scripted-bot.ts";

let browser: Browser;
let ground: Awaited<ReturnType<typeof startSignIn>>;
let bot: Awaited<ReturnType<typeof startBot>>;
let mia: Person;

/** Someone who manages a server, as its bot says, before its player. */
beforeAll(async () => {
  [ground, browser] = await Promise.all([startSignIn(BOT_ENV), launchBrowser()]);
  bot = await startBot(ground.server.url, { isManager: true, may: ["play"] });
  const [den] = oauthGuilds(1);
  ground.discord.person = oauthPerson({ guilds: den ? [{ ...den, id: GUILD, name: "Den" }] : [] });
  mia = await newPerson(browser, ground.url, {
    viewport: { width: 360, height: 740 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
});
afterAll(async () => {
  bot?.stop();
  await browser?.close();
  await ground?.close();
});

const statusWith = async (key: string): Promise<number> => {
  const headers = { Authorization: `Bearer ${key}` };
  return (await fetch(`${ground.server.url}/api/servers/${GUILD}/status`, { headers })).status;
};
const faultsOf = async (page: Page): Promise<readonly string[]> => {
  const overflow = await overflowOf(page);
  return [...(await violationsOn(page)), ...(overflow > 0 ? [`runs out by ${overflow} px`] : [])];
};

test("nothing of keys is loaded before it is opened", async () => {
  const loaded: string[] = [];
  mia.page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await mia.signIn(`/servers/${GUILD}`);
  await mia.page.locator(".keys-drawer").waitFor();
  expect(loaded.filter((path) => /\/(?:keys|allow-list)$/.test(path))).toEqual([]);
  await mia.page.getByText("Keys and networks").click();
  await mia.page.getByText("There are no keys yet.").waitFor();
  expect(loaded).toContain(`/api/servers/${GUILD}/keys`);
});

test("a key is made, copied once, used, and revoked when one is sure", async () => {
  const { page } = mia;
  await page.getByRole("button", { name: "Make a key" }).click();
  expect(await page.getByRole("alert").first().innerText()).toBe("Say first what the key is for.");
  await page.getByLabel("What is the new key for?").fill("Button <b>box</b>");
  await page.getByRole("radio", { name: /^Look and steer/ }).check();
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByText("it is not shown again").waitFor();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const key = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(key).toMatch(/^slk_[0-9a-z]{12}_[0-9a-z]{40}$/);
  expect(await statusWith(key)).toBe(200);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "I have it; hide it" }).click();
  await page.reload();
  await page.getByText("Keys and networks").click();
  await page.getByText(/Look and steer · made .* by Nelly · last used/).waitFor();
  expect(await page.content()).not.toContain(key.slice(-40));
  await page.getByRole("button", { name: "Revoke the key for Button <b>box</b>" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  expect(await statusWith(key)).toBe(200);
  await page.getByRole("button", { name: "Revoke the key for Button <b>box</b>" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await page.getByText("There are no keys yet.").waitFor();
  expect(await statusWith(key)).toBe(401);
});

test("who narrows the networks is told what is wrong, and warned before they shut themselves out", async () => {
  const { page } = mia;
  const field = page.getByRole("textbox", { name: /One address or network a line/ });
  const save = page.getByRole("button", { name: "Save the networks" });
  await page.getByRole("checkbox", { name: "Only from these networks" }).check();
  expect(await field.inputValue()).toBe("127.0.0.1");
  await field.fill("10.0.0.0/8\n10.0.0\nnonsense");
  await save.click();
  await page.getByText("“nonsense” is no address").waitFor();
  await page.getByText("“10.0.0” is no address").waitFor();
  await field.fill("10.0.0.0/8");
  await save.click();
  await page.getByText("Your own address, 127.0.0.1, is not among them").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Add my address" }).click();
  expect(await field.inputValue()).toBe("10.0.0.0/8\n127.0.0.1");
  await save.click();
  await page.getByText("Saved: from these networks alone.").waitFor();
  await field.fill("10.0.0.0/8");
  await save.click();
  await page.getByRole("button", { name: "Keep it without me" }).click();
  await page.getByText("Saved: from these networks alone.").waitFor();
  expect(await mia.post(`/api/servers/${GUILD}/skip`)).toBe(403);
  // From outside, too, the list can be changed by who manages the server.
  await page.getByRole("checkbox", { name: "Only from these networks" }).uncheck();
  await save.click();
  await page.getByText("Saved: from everywhere.").waitFor();
  expect(await mia.post(`/api/servers/${GUILD}/skip`)).not.toBe(403);
});
