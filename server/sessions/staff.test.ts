import { afterEach, beforeEach, expect, test } from "vitest";
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

test("who has a role that the operator named is staff, as long as they have it", async () => {
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
  const told = new Promise<void>((resolve) => server.events.once("sessions", () => resolve()));
  roles = [];
  server.clock.advance(60_000);
  await browser.session();
  await told;
  expect((await browser.session()).viewer?.isStaff).toBe(false);
  expect(viewer?.stands()).toBe(false);
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
