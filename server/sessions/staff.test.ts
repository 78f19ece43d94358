import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { botProcess, GUILD } from "../music/test-bot.ts";
import { PUBLIC_URL, signInServer, TestBrowser } from "./test-browser.ts";

const ROLE = "197038439483310086";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

/** A server with a bot that tells these roles of everyone. */
const serverWithBot = (env: Record<string, string>, roles: () => readonly string[]) => {
  const server = signInServer(discord, env);
  const bot = botProcess({}, (frame) =>
    frame.type === "roles" ? { kind: "roles", roleIds: [...roles()] } : null,
  );
  bot.on(server.music.desk)({ type: "players", adapter: "test" });
  return { ...server, bot };
};

test("whom the operator named is staff", async () => {
  const browser = new TestBrowser(signInServer(discord, { STAFF: discord.person.id }).app);
  await browser.signIn();
  expect((await browser.session()).viewer?.isStaff).toBe(true);
});

test("who has a role that the operator named is staff as long as they have it, and signed in all the same", async () => {
  let roles = [ROLE];
  const server = serverWithBot({ STAFF: `${GUILD}/${ROLE}` }, () => roles);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  expect((await browser.session()).viewer?.isStaff).toBe(true);
  const viewer = server.sessions.viewerOf({
    url: PUBLIC_URL,
    remoteAddress: undefined,
    header: () => `__Host-shardlight=${browser.cookies.get("__Host-shardlight")}`,
  });
  const isStaff = async () => (await browser.session()).viewer?.isStaff;
  for (const isNow of [false, true]) {
    roles = isNow ? [ROLE] : [];
    server.clock.advance(60_000);
    await vi.waitFor(async () => expect(await isStaff()).toBe(isNow));
    expect([viewer?.isStaff, viewer?.stands()]).toEqual([isNow, true]);
  }
  await browser.post("/auth/sign-out");
  expect([viewer?.isStaff, viewer?.stands()]).toEqual([false, false]);
});

test("who is staff no more by the time that an order is read gives none", async () => {
  let roles = [ROLE];
  const server = serverWithBot({ STAFF: `${GUILD}/${ROLE}`, AUDIO_POOLS: "main" }, () => roles);
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  const node = { pool: "main", name: "eu-1", address: "http://203.0.113.7:2333", password: "hush-hush-hush" };
  const sent = async function* () {
    roles = [];
    server.clock.advance(60_000);
    await vi.waitFor(async () => expect((await browser.session()).viewer?.isStaff).toBe(false));
    yield Buffer.from(JSON.stringify(node));
  };
  const announce = (body: Readable) =>
    server.app.request(
      `${PUBLIC_URL}/api/v1/audio/nodes`,
      {
        method: "POST",
        headers: {
          Origin: PUBLIC_URL,
          Cookie: `__Host-shardlight=${browser.cookies.get("__Host-shardlight")}`,
        },
      },
      { incoming: Object.assign(body, { socket: { remoteAddress: "127.0.0.1" } }) },
    );
  expect((await announce(Readable.from([Buffer.from(JSON.stringify(node))]))).status).toBe(201);
  expect((await announce(Readable.from(sent()))).status).toBe(401);
});

test("nobody is staff by a role while no bot can tell", async () => {
  const browser = new TestBrowser(signInServer(discord, { STAFF: `${GUILD}/${ROLE}` }).app);
  await browser.signIn();
  expect((await browser.session()).viewer?.isStaff).toBe(false);
});

test("a bot gets a link for someone in a server of its own, and for no other", () => {
  const server = serverWithBot({}, () => []);
  const say = server.bot.on(server.music.desk);
  const invite = { type: "invite", userId: discord.person.id, name: "Nelly", guildName: "Den" };
  say({ ...invite, id: "a", guildId: GUILD });
  const stranger = botProcess({ shardIds: [1] });
  const sayElse = stranger.on(server.music.desk);
  sayElse({ type: "players", adapter: "test" });
  sayElse({ ...invite, id: "b", guildId: GUILD });
  expect(server.bot.frames).toEqual([
    { type: "invited", id: "a", url: expect.stringContaining(`${PUBLIC_URL}/auth/link/`), message: null },
  ]);
  expect(stranger.frames).toEqual([
    { type: "invited", id: "b", url: null, message: expect.stringContaining("does not serve") },
  ]);
});
