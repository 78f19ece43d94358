import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { oauthGuilds, oauthPerson } from "../fake-discord/oauth-people.ts";
import { launchBrowser } from "../support/browser.ts";
import { newPerson, type Person, startSignIn } from "./ground.ts";

let ground: Awaited<ReturnType<typeof startSignIn>>;
let browser: Browser;
let nelly: Person;

beforeAll(async () => {
  [ground, browser] = await Promise.all([startSignIn(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await ground?.close();
});
beforeEach(async () => {
  ground.discord.person = oauthPerson();
  nelly = await newPerson(browser, ground.url);
});
afterEach(() => nelly.context.close());

/** The address at which Discord sends the browser back. */
const callbackOf = async (person: Person): Promise<string> => {
  const coming = person.page.waitForRequest((request) => request.url().includes("/auth/callback"));
  await person.signIn();
  return (await coming).url();
};

const heading = (person: Person) => person.page.getByRole("heading", { level: 1 });

test("someone signs in, and comes back to where they were; no script can read the cookie", async () => {
  await nelly.signIn("/api?x=1");
  expect(nelly.page.url()).toBe(`${ground.url}/api?x=1`);
  expect(await nelly.viewer()).toMatchObject({ name: "Nelly" });
  const cookie = (await nelly.context.cookies()).find(({ name }) => name === "__Host-shardlight");
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  expect(await nelly.page.evaluate("document.cookie")).not.toContain("shardlight=");
});

test("the log holds no code, no state and no cookie", async () => {
  const callback = new URL(await callbackOf(nelly));
  const told = JSON.stringify(ground.server.logs);
  for (const { value } of await nelly.context.cookies()) expect(told).not.toContain(value);
  for (const value of callback.searchParams.values()) expect(told).not.toContain(value);
  expect(told).not.toContain(ground.discord.clientSecret);
});

test("a state that was changed, and a cookie that is missing, end the sign-in", async () => {
  await nelly.page.route("**/auth/callback*", (route) => route.abort());
  await nelly.page.goto(`${ground.url}/auth/sign-in`);
  const coming = nelly.page.waitForRequest((request) => request.url().includes("/auth/callback"));
  await nelly.page.getByRole("button", { name: "Authorize" }).click();
  const callback = (await coming).url();
  await nelly.page.unroute("**/auth/callback*");
  await nelly.page.goto(callback.replace("state=", "state=x"));
  expect(await heading(nelly).innerText()).toBe("This sign-in cannot go on");
  await nelly.context.clearCookies();
  await nelly.page.goto(callback);
  expect(await heading(nelly).innerText()).toBe("This sign-in cannot go on");
  expect(await nelly.viewer()).toBeNull();
});

test("a code that comes again opens nothing", async () => {
  const callback = await callbackOf(nelly);
  await nelly.page.goto(callback);
  expect(await heading(nelly).innerText()).toBe("Discord refused this sign-in");
});

test("who says no is told so, and can go back", async () => {
  await nelly.signIn("/", "Cancel");
  expect(await heading(nelly).innerText()).toBe("You are not signed in");
  await nelly.page.getByRole("link", { name: "See all shards" }).click();
  await nelly.page.waitForURL(`${ground.url}/`);
  expect(await nelly.viewer()).toBeNull();
});

test("where Discord asks for patience, people are told how long", async () => {
  ground.discord.beBusy("/users/@me/guilds", 6);
  await nelly.signIn();
  expect(await heading(nelly).innerText()).toBe("Discord is busy");
  expect(await nelly.page.locator("main").innerText()).toContain("wait for 6 s");
});

test("all of 200 servers are known", async () => {
  ground.discord.person = oauthPerson({ id: "80351110224678990", guilds: oauthGuilds(200) });
  await nelly.signIn();
  expect((await nelly.viewer())?.guilds).toHaveLength(200);
});
