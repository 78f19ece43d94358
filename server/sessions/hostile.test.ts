import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

/** A state as whoever knows a browser's key can sign it. */
const signed = (key: string, text: string): string => {
  const said = Buffer.from(text).toString("base64url");
  return `${said}.${createHmac("sha256", key).update(`state:${said}`).digest("base64url")}`;
};

const KEY_COOKIE = "__Host-shardlight-sign-in";

test.each([
  "",
  "{",
  "null",
  "{}",
  '["nonce"]',
  '["nonce","/",false,"now"]',
  `["nonce","/",false,${Number.MAX_SAFE_INTEGER}]`,
  '["nonce",["/"],false,0]',
  "\u0000\ud800",
])("a state that its own browser signed, of %j, is lost and no bug", async (text) => {
  const browser = new TestBrowser(signInServer(discord).app);
  const key = "k".repeat(43);
  browser.cookies.set(KEY_COOKIE, key);
  const answer = await browser.ask(`/auth/callback?code=x&state=${signed(key, text)}`);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("This sign-in cannot go on");
});

test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
  "a state that was signed with a planted key leads nobody to %j",
  async (to) => {
    const browser = new TestBrowser(signInServer(discord).app);
    const callback = new URL(await browser.throughDiscord("/api"));
    const [said = ""] = (callback.searchParams.get("state") ?? "").split(".");
    const [nonce, path, isSilent, at] = JSON.parse(Buffer.from(said, "base64url").toString());
    expect(path).toBe("/api");
    const forged = signed(browser.cookies.get(KEY_COOKIE) ?? "", JSON.stringify([nonce, to, isSilent, at]));
    callback.searchParams.set("state", forged);
    expect((await browser.ask(callback.href)).headers.get("Location")).toBe("/");
  },
);

/** A `fetch` that holds back what is asked of a path until it is let go. */
const holding = (path: string) => {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let held = 0;
  const fetcher: typeof fetch = async (...request) => {
    if (String(request[0]).endsWith(path)) {
      held += 1;
      await gate;
    }
    return fetch(...request);
  };
  return { fetcher, held: () => held, letGo };
};

test("whoever comes back many times at once asks Discord no more than eight times", async () => {
  const { fetcher, held, letGo } = holding("/oauth2/token");
  const server = signInServer(discord, {}, { fetch: fetcher });
  const statuses: number[] = [];
  const answers = Array.from({ length: 30 }, async () => {
    const browser = new TestBrowser(server.app);
    const { status } = await browser.ask(await browser.throughDiscord());
    statuses.push(status);
  });
  await expect.poll(() => held() + statuses.length).toBe(30);
  letGo();
  await Promise.all(answers);
  expect(held()).toBe(8);
  expect(statuses.filter((status) => status === 302)).toHaveLength(8);
  expect(statuses.filter((status) => status === 503)).toHaveLength(22);
  const later = new TestBrowser(server.app);
  expect((await later.signIn()).status).toBe(302);
});

test("while Discord wants no codes it is sent none", async () => {
  const server = signInServer(discord);
  discord.beBusy("/oauth2/token", 30);
  for (const _ of [1, 2, 3]) {
    const told = await new TestBrowser(server.app).signIn();
    expect(told.status).toBe(503);
    expect(told.headers.get("Retry-After")).toBe("30");
  }
  expect(discord.asked.get("/oauth2/token")).toBe(1);
  server.clock.advance(30_000);
  expect((await new TestBrowser(server.app).signIn()).status).toBe(302);
});

test.each(["/oauth2/token", "/users/@me", "/users/@me/guilds"])(
  "an answer of %s that never ends is read no further than a mebibyte",
  async (path) => {
    let sent = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 65_536;
          controller.enqueue(new Uint8Array(65_536).fill(0x20));
          if (sent > 16 * 1_024 * 1_024) controller.close();
        },
      });
    const fetcher: typeof fetch = async (...request) =>
      String(request[0]).endsWith(path)
        ? new Response(endless(), { headers: { "Content-Type": "application/json" } })
        : fetch(...request);
    const server = signInServer(discord, {}, { fetch: fetcher });
    expect((await new TestBrowser(server.app).signIn()).status).toBe(502);
    expect(sent).toBeLessThan(1.2 * 1_024 * 1_024);
  },
);

test("a bot ends nobody's session by letting in others by the same name", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  const { id: userId } = discord.person;
  const invited = { userId, name: "x", guildId: "81384788765712384", guildName: "x" };
  const kept = new TestBrowser(server.app);
  await kept.post(server.sessions.invite({ ...invited, cluster: "main" }) ?? "");
  for (let times = 0; times < 12; times += 1) {
    const link = server.sessions.invite({ ...invited, cluster: "patron_1" }) ?? "";
    expect((await new TestBrowser(server.app).post(link)).status).toBe(303);
  }
  expect((await browser.session()).viewer).toMatchObject({ via: "session" });
  expect((await kept.session()).viewer).toMatchObject({ via: "link" });
});

test("a bot that makes links without end spoils its own alone", async () => {
  const server = signInServer(discord);
  const invite = (count: number, cluster: string) =>
    server.sessions.invite({
      userId: String(80_351_110_224_678_912n + BigInt(count)),
      name: "x",
      guildId: "81384788765712384",
      guildName: "x",
      cluster,
    }) ?? "";
  const link = invite(0, "main");
  const first = invite(0, "patron_1");
  for (let count = 1; count <= 1_000; count += 1) invite(count, "patron_1");
  const browser = new TestBrowser(server.app);
  expect((await browser.ask(first)).status).toBe(404);
  expect((await browser.ask(link)).status).toBe(200);
});

test("who signs out while their servers are read anew stays signed out", async () => {
  const server = signInServer(discord);
  const browser = new TestBrowser(server.app);
  const renew = async () => {
    await browser.signIn();
    server.clock.advance(600_000);
    return browser.throughDiscord("/servers/1");
  };
  const atDiscord = await renew();
  await browser.post("/auth/sign-out");
  const asked = discord.asked.get("/oauth2/token");
  const back = await browser.ask(atDiscord);
  expect(back.headers.get("Location")).toBe("/servers/1");
  expect((await browser.session()).viewer).toBeNull();
  expect(discord.asked.get("/oauth2/token")).toBe(asked);

  const onItsWay = await renew();
  let letGo = () => {};
  discord.guildsGate = new Promise((resolve) => {
    letGo = resolve;
  });
  const guildsAsked = discord.asked.get("/users/@me/guilds") ?? 0;
  const answering = browser.ask(onItsWay);
  await expect.poll(() => discord.asked.get("/users/@me/guilds")).toBe(guildsAsked + 1);
  await new TestBrowser(server.app).post("/auth/sign-out");
  await browser.post("/auth/sign-out");
  letGo();
  expect((await answering).headers.get("Location")).toBe("/servers/1");
  expect((await browser.session()).viewer).toBeNull();
});
