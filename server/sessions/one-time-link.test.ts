import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { invited, signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

test("a link lets its person in once, to its server alone, and never as staff", async () => {
  const server = signInServer(discord, { STAFF: invited().userId });
  const link = server.sessions.invite(invited()) ?? "";
  expect(link).toMatch(/^https:\/\/status\.example\/auth\/link\/[\w-]{43}$/);
  const [browser, other] = [new TestBrowser(server.app), new TestBrowser(server.app)];
  for (let looks = 0; looks < 3; looks += 1) {
    const page = await browser.ask(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Den &lt;b&gt;");
  }
  expect((await browser.post(link, "https://evil.example")).status).toBe(403);
  const opened = await browser.post(link);
  expect(opened.status).toBe(303);
  expect((await browser.session()).viewer).toMatchObject({
    via: "link",
    isStaff: false,
    guilds: [{ id: invited().guildId, isManager: false }],
  });
  expect((await other.post(link)).status).toBe(404);
  expect((await other.ask(link)).status).toBe(404);
  expect((await other.session()).viewer).toBeNull();
});

test("who is signed in already is told that a link ends that", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const link = server.sessions.invite(invited()) ?? "";
  expect(await (await browser.ask(link)).text()).not.toContain("signed in here already");
  await browser.signIn();
  expect(await (await browser.ask(link)).text()).toContain("signed in here already, as <bdi>Nelly</bdi>");
});

test("a link is good for five minutes, and until the next one for the same person", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const [first, second] = [server.sessions.invite(invited()) ?? "", server.sessions.invite(invited()) ?? ""];
  expect((await browser.ask(first)).status).toBe(404);
  expect((await browser.ask(second)).status).toBe(200);
  server.clock.advance(300_000);
  expect((await browser.post(second)).status).toBe(404);
});

test("who tries codes is stopped", async () => {
  const browser = new TestBrowser(signInServer(discord).app);
  const statuses: number[] = [];
  for (let guess = 0; guess < 21; guess += 1)
    statuses.push((await browser.ask(`/auth/link/${guess}`)).status);
  expect(statuses.slice(0, 20)).toEqual(new Array(20).fill(404));
  expect(statuses[20]).toBe(429);
  const shown = await browser.ask("/auth/link/0", { headers: { Accept: "text/html" } });
  expect([shown.status, shown.headers.get("Retry-After")]).toEqual([429, "2"]);
  expect(await shown.text()).toContain("Too many at once");
});

test("by a link of a bot nobody signs out whom Discord knows", async () => {
  const server = signInServer(discord);
  const [browser, linked] = [new TestBrowser(server.app), new TestBrowser(server.app)];
  await browser.signIn();
  await linked.post(server.sessions.invite(invited()) ?? "");
  await linked.post("/auth/sign-out-everywhere");
  expect((await linked.session()).viewer).toBeNull();
  expect((await browser.session()).viewer).not.toBeNull();
});
