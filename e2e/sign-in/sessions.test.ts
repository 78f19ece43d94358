import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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

const secretOf = async ({ context }: Person) =>
  (await context.cookies()).find(({ name }) => name === "__Host-shardlight")?.value;

test("ten minutes later the servers are read anew, and nobody is asked anything", async () => {
  await nelly.signIn();
  const secret = await secretOf(nelly);
  await ground.growOld();
  expect(await nelly.viewer()).toMatchObject({ isRenewalDue: true });
  ground.discord.person = oauthPerson({ guilds: oauthGuilds(7) });
  // A page about one of them does it by itself.
  const page = `${ground.url}/servers/${ground.discord.person.guilds[0]?.id}`;
  await nelly.page.goto(page);
  expect(nelly.page.url()).toBe(page);
  const viewer = await nelly.viewer();
  expect(viewer).toMatchObject({ isRenewalDue: false });
  expect(viewer?.guilds).toHaveLength(7);
  expect(await secretOf(nelly)).toBe(secret);
});

test("signing out everywhere ends all browsers of one person, and those of no other", async () => {
  const [phone, other] = [await newPerson(browser, ground.url), await newPerson(browser, ground.url)];
  await nelly.signIn();
  await phone.signIn();
  ground.discord.person = oauthPerson({ id: "80351110224678999" });
  await other.signIn();
  expect(await nelly.post("/auth/sign-out")).toBe(204);
  expect(await nelly.viewer()).toBeNull();
  expect(await secretOf(nelly)).toBeUndefined();
  expect(await phone.viewer()).not.toBeNull();
  ground.discord.person = oauthPerson();
  await nelly.signIn();
  expect(await nelly.post("/auth/sign-out-everywhere")).toBe(204);
  expect(await phone.viewer()).toBeNull();
  expect(await other.viewer()).not.toBeNull();
  await Promise.all([phone.context.close(), other.context.close()]);
});

test("a page at another port of the same machine, to which cookies go, signs nobody out", async () => {
  const form = `<form method="post" action="${ground.url}/auth/sign-out-everywhere"><button>Win</button></form>`;
  const evil = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end(form);
  });
  evil.listen(0, "127.0.0.1");
  await once(evil, "listening");
  await nelly.signIn();
  await nelly.page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}`);
  const answered = nelly.page.waitForResponse((response) => response.url().includes("/auth/sign-out"));
  await nelly.page.getByRole("button").click();
  const answer = await answered;
  expect((await answer.request().allHeaders())["cookie"]).toContain("__Host-shardlight=");
  expect(answer.status()).toBe(403);
  expect(await nelly.viewer()).not.toBeNull();
  evil.close();
  evil.closeAllConnections();
});
