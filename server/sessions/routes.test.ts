import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { oauthGuilds, oauthPerson } from "../../e2e/fake-discord/oauth-people.ts";
import { invited, signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

test("someone who agrees is signed in, and comes back to where they were", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  expect(await browser.session()).toEqual({ canSignIn: true, viewer: null });
  const back = await browser.signIn("/servers/1?cluster=main#queue");
  expect(back.status).toBe(302);
  expect(back.headers.get("Location")).toBe("/servers/1?cluster=main#queue");
  expect(back.headers.get("Cache-Control")).toBe("no-store");
  expect(back.headers.get("Referrer-Policy")).toBe("no-referrer");
  expect(browser.lastCookie).toMatch(
    /^__Host-shardlight=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect((await browser.session()).viewer).toMatchObject({
    userId: discord.person.id,
    name: "Nelly",
    via: "session",
    isStaff: false,
    isRenewalDue: false,
    guilds: [{ isManager: false }, { isManager: true }, { isManager: false }],
  });
});

test("all of 200 servers are known, and who owns one manages it", async () => {
  const [first, ...others] = oauthGuilds(200);
  discord.person = oauthPerson({ guilds: first ? [{ ...first, owner: true }, ...others] : [] });
  const browser = new TestBrowser(signInServer(discord).app);
  await browser.signIn();
  const { viewer } = await browser.session();
  expect(viewer?.guilds).toHaveLength(200);
  expect(viewer?.guilds.filter(({ isManager }) => isManager)).toHaveLength(1);
});

test("a sign-in that another browser began goes no further, nor does one whose state was changed", async () => {
  const server = signInServer(discord);
  const [browser, other] = [new TestBrowser(server.app), new TestBrowser(server.app)];
  const callback = await browser.throughDiscord();
  const before = discord.asked.get("/oauth2/token");
  expect((await other.ask(callback)).status).toBe(400);
  await other.ask("/auth/sign-in");
  expect((await other.ask(callback)).status).toBe(400);
  const changed = new URL(callback);
  changed.searchParams.set("state", `${changed.searchParams.get("state")}x`);
  expect((await browser.ask(changed.href)).status).toBe(400);
  expect(discord.asked.get("/oauth2/token")).toBe(before);
  expect((await browser.ask(callback)).headers.get("Location")).toBe("/");
});

test("a code works once; what it opened before stays as it was", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const callback = await browser.throughDiscord();
  await browser.ask(callback);
  const again = await browser.ask(callback);
  expect(again.status).toBe(400);
  const told = await again.text();
  expect(told).toContain("used already");
  expect(told).toContain("You are signed in here all the same");
  expect((await browser.session()).viewer).not.toBeNull();
});

test("who takes more than a minute to come back, or more than ten to agree, begins anew", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const late = await browser.throughDiscord();
  discord.codes.pass(60_000);
  expect((await browser.ask(late)).status).toBe(400);
  const later = await browser.throughDiscord();
  server.clock.advance(600_000);
  expect(await (await browser.ask(later)).text()).toContain("10 minutes ago");
});

test("who says no is told so, and is not signed in", async () => {
  const browser = new TestBrowser(signInServer(discord).app);
  const answer = await browser.ask(await browser.throughDiscord("/", "deny"));
  expect(answer.status).toBe(403);
  expect((await browser.session()).viewer).toBeNull();
});

test("a short wait that Discord asks for is borne; a long one is told", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  discord.beBusy("/users/@me/guilds", 2);
  const callback = await browser.throughDiscord();
  const answering = browser.ask(callback);
  await expect.poll(() => discord.asked.get("/users/@me/guilds")).toBe(1);
  await expect
    .poll(() => {
      server.clock.advance(500);
      return discord.asked.get("/users/@me/guilds");
    })
    .toBe(2);
  expect((await answering).status).toBe(302);

  discord.beBusy("/users/@me/guilds", 30);
  const other = new TestBrowser(server.app);
  const told = await other.signIn();
  expect(told.status).toBe(503);
  expect(told.headers.get("Retry-After")).toBe("30");
  expect((await other.session()).viewer).toBeNull();
  // Not asked again before the time is over.
  const times = discord.asked.get("/users/@me/guilds");
  expect((await other.signIn()).status).toBe(503);
  expect(discord.asked.get("/users/@me/guilds")).toBe(times);
});

test("the servers of one user are read once at a time", async () => {
  const server = signInServer(discord);
  const browsers = [new TestBrowser(server.app), new TestBrowser(server.app)];
  let open = () => {};
  discord.guildsGate = new Promise((resolve) => {
    open = resolve;
  });
  const callbacks = await Promise.all(browsers.map((browser) => browser.throughDiscord()));
  const answers = browsers.map((browser, place) => browser.ask(callbacks[place] ?? ""));
  await expect.poll(() => discord.asked.get("/users/@me")).toBe(2);
  await expect.poll(() => discord.asked.get("/users/@me/guilds")).toBe(1);
  open();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([302, 302]);
  expect(discord.asked.get("/users/@me/guilds")).toBe(1);
});

test("who comes back as someone else has a session of their own", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  const before = browser.cookies.get("__Host-shardlight") ?? "";
  discord.person = oauthPerson({ id: "80351110224678999", global_name: null });
  await browser.signIn();
  await browser.signIn();
  expect((await browser.session()).viewer).toMatchObject({ userId: "80351110224678999", name: "nelly" });
  const old = new TestBrowser(server.app);
  old.cookies.set("__Host-shardlight", before);
  expect((await old.session()).viewer).toBeNull();
});

test("the status page is shown to everyone while nobody can tell who is signed in", async () => {
  const broken = () => {
    throw Object.assign(new Error("unable to open database file"), { code: "SQLITE_CANTOPEN" });
  };
  const browser = new TestBrowser(signInServer(discord, {}, { open: broken }).app);
  browser.cookies.set("__Host-shardlight", "a".repeat(43));
  expect((await browser.ask("/")).status).toBe(200);
  expect((await browser.ask("/servers/81384788765712384")).status).toBe(200);
  expect((await browser.ask("/api/session")).status).toBe(503);
});

test("without an application at Discord there is no sign-in, and links work all the same", async () => {
  const server = signInServer(discord, { DISCORD_CLIENT_ID: "", DISCORD_CLIENT_SECRET: "" });
  const browser = new TestBrowser(server.app);
  expect((await browser.ask("/auth/sign-in")).status).toBe(404);
  await browser.post(server.sessions.invite(invited()) ?? "");
  expect(await browser.session()).toMatchObject({ canSignIn: false, viewer: { name: "Nelly" } });
});

test("without PUBLIC_URL nobody gets in", async () => {
  const server = signInServer(discord, { DISCORD_CLIENT_ID: "", DISCORD_CLIENT_SECRET: "", PUBLIC_URL: "" });
  expect(server.sessions.invite(invited())).toBeNull();
  const browser = new TestBrowser(server.app);
  expect((await browser.ask("/auth/sign-in")).status).toBe(404);
  expect((await browser.post("/auth/sign-out")).status).toBe(403);
});

test.each([
  ["http://127.0.0.1:3000", "__Host-shardlight", true],
  ["https://status.example", "__Host-shardlight", true],
  ["http://status.example", "shardlight", false],
])("the cookie at %s is %s", async (publicUrl, name, isSecure) => {
  const server = signInServer(discord, { PUBLIC_URL: publicUrl });
  const browser = new TestBrowser(server.app, publicUrl);
  await browser.signIn();
  expect(browser.cookies.has(name)).toBe(true);
  expect(browser.lastCookie.endsWith("; Secure")).toBe(isSecure);
  // No header decides about it.
  const forwarded = await browser.ask("/auth/sign-in", { headers: { "X-Forwarded-Proto": "https" } });
  expect(forwarded.headers.get("Set-Cookie")?.endsWith("; Secure")).toBe(isSecure);
});
