import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { oauthGuilds, oauthPerson } from "../../e2e/fake-discord/oauth-people.ts";
import { signInServer, TestBrowser } from "./test-browser.ts";

const PAGE = "/servers/81384788765712384?cluster=main";

let discord: FakeOAuth;
let server: ReturnType<typeof signInServer>;
let browser: TestBrowser;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
  server = signInServer(discord);
  browser = new TestBrowser(server.app);
});
afterEach(async () => {
  server.endFeeds();
  await server.close();
  await discord.close();
});

/** Someone whose servers were read ten minutes ago. */
const growOld = async () => {
  await browser.signIn();
  server.clock.advance(600_000);
};
const locationOf = async (target: string) => (await browser.ask(target)).headers.get("Location");
const viewer = async () => (await browser.session()).viewer;
const renewalOf = (page: string) => `/auth/sign-in?to=${encodeURIComponent(page)}`;

describe("who only wants to see a page", () => {
  test("is not sent to a Discord that does not answer, and sees what was known", async () => {
    await growOld();
    await discord.close();
    expect(await locationOf(PAGE)).toBe(renewalOf(PAGE));
    expect(await locationOf(renewalOf(PAGE))).toBe(PAGE);
    expect((await browser.ask(PAGE)).status).toBe(200);
    expect(await viewer()).toMatchObject({ isRenewalDue: true, renewalFault: "trouble" });
    expect((await viewer())?.guilds).toHaveLength(3);
  });

  test("comes back where Discord fails while they are there", async () => {
    await growOld();
    const callback = await browser.throughDiscord(PAGE);
    discord.failsWith = 503;
    expect(await locationOf(callback)).toBe(PAGE);
    expect(await viewer()).toMatchObject({ renewalFault: "trouble" });
  });

  test("comes back where Discord asks for a long wait, and is not sent there before it is over", async () => {
    await growOld();
    discord.beBusy("/users/@me/guilds", 900);
    expect((await browser.signIn(PAGE)).headers.get("Location")).toBe(PAGE);
    expect(await viewer()).toMatchObject({ renewalFault: "busy" });
    server.clock.advance(600_000);
    const asked = discord.asked.get("/oauth2/token");
    expect(await locationOf(PAGE)).toBe(renewalOf(PAGE));
    expect(await locationOf(renewalOf(PAGE))).toBe(PAGE);
    expect(discord.asked.get("/oauth2/token")).toBe(asked);
    server.clock.advance(300_000);
    await browser.signIn(PAGE);
    expect(await viewer()).toMatchObject({ isRenewalDue: false, renewalFault: null });
  });

  test("waits ten seconds at most; servers that come later are there on the next page", async () => {
    await growOld();
    let open = () => {};
    discord.guildsGate = new Promise((resolve) => {
      open = resolve;
    });
    discord.person = oauthPerson({ guilds: oauthGuilds(7) });
    const asked = discord.asked.get("/users/@me/guilds") ?? 0;
    const answering = browser.ask(await browser.throughDiscord(PAGE));
    await expect.poll(() => discord.asked.get("/users/@me/guilds")).toBe(asked + 1);
    server.clock.advance(10_000);
    expect((await answering).headers.get("Location")).toBe(PAGE);
    expect(await viewer()).toMatchObject({ renewalFault: "trouble" });
    open();
    await expect.poll(async () => (await viewer())?.guilds.length).toBe(7);
    expect(await viewer()).toMatchObject({ isRenewalDue: false, renewalFault: null });
  });

  test("may ask for it once more; then Discord is looked for again", async () => {
    await growOld();
    await discord.close();
    await browser.ask(renewalOf("/"));
    await discord.open();
    server.clock.advance(5_000);
    await browser.signIn("/");
    expect(await viewer()).toMatchObject({ isRenewalDue: false, renewalFault: null });
  });

  test("keeps what they had where the way back got lost", async () => {
    await growOld();
    const callback = await browser.throughDiscord(PAGE);
    browser.cookies.delete("__Host-shardlight-sign-in");
    const page = await browser.ask(callback);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain("You are signed in here all the same");
    expect((await browser.ask(PAGE)).status).toBe(200);
  });
});

test("who wants to sign in while Discord is away is told so, and can try it again", async () => {
  await discord.close();
  const told = await browser.ask(renewalOf(PAGE));
  expect(told.status).toBe(502);
  const text = await told.text();
  expect(text).toContain("Discord is not answering");
  expect(text).toContain(`href="${renewalOf(PAGE)}"`);
});

test("many who come at once have Discord looked for once", async () => {
  const others = Array.from({ length: 20 }, () => new TestBrowser(server.app));
  await Promise.all(others.map((other) => other.ask(renewalOf(PAGE))));
  expect(discord.asked.get("/gateway")).toBe(1);
});
