import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { oauthGuilds, oauthPerson } from "../../e2e/fake-discord/oauth-people.ts";
import { signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

test("after ten minutes the servers are read again without a word, in the same session", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  const cookies = new Map(browser.cookies);
  server.clock.advance(600_000);
  expect((await browser.session()).viewer?.isRenewalDue).toBe(true);
  discord.person = oauthPerson({ guilds: oauthGuilds(5) });
  const callback = await browser.throughDiscord("/servers/1");
  const back = await browser.ask(callback);
  expect(back.headers.get("Location")).toBe("/servers/1");
  expect((await browser.session()).viewer).toMatchObject({ isRenewalDue: false });
  expect((await browser.session()).viewer?.guilds).toHaveLength(5);
  expect(browser.cookies.get("__Host-shardlight")).toBe(cookies.get("__Host-shardlight"));
});

test("a page about someone's servers renews them first, once; the status page does without", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const page = "/servers/81384788765712384?cluster=main";
  await browser.signIn();
  expect((await browser.ask(page)).status).toBe(200);
  server.clock.advance(600_000);
  expect((await browser.ask("/")).status).toBe(200);
  const sent = await browser.ask(page);
  expect(sent.headers.get("Location")).toBe(`/auth/sign-in?to=${encodeURIComponent(page)}`);
  await browser.ask(sent.headers.get("Location") ?? "");
  // They went back, for Discord did not answer.
  expect((await browser.ask(page)).status).toBe(200);
});

test("where Discord does not renew a session it goes on as it was, and is not sent round and round", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  server.clock.advance(600_000);
  discord.silentError = "interaction_required";
  const back = await browser.signIn("/servers/1");
  expect(back.headers.get("Location")).toBe("/servers/1");
  expect((await browser.session()).viewer).toMatchObject({ isRenewalDue: true, renewalFault: "denied" });
  expect((await browser.session()).viewer?.guilds).toHaveLength(3);
  const page = "/servers/81384788765712384";
  expect((await browser.ask(page)).status).toBe(200);
  server.clock.advance(600_000);
  expect((await browser.ask(page)).status).toBe(302);
});
