import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD } from "../../../server/music/test-bot.ts";
import { PEOPLE } from "../../../server/music/test-people.ts";
import { APP_OVER_SOCKET, TestBrowser } from "../../../server/sessions/test-browser.ts";
import { Transcript } from "../../audio/story/transcript.ts";
import { oauthPerson } from "../../fake-discord/oauth-people.ts";
import type { Question } from "../../support/http.ts";
import { openSse } from "../../support/sse.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
/** What is rightly kept and told; that it is found shows that a secret would be. */
const NAME = "d2719e6e-1c39-4a7f-8f0c-1a6d0a5f5e37";
const COOKIES = ["__Host-shardlight", "__Host-shardlight-sign-in"];

let panel: Panel;
const transcript = new Transcript();
beforeAll(async () => {
  panel = await openPanel({ LOG_LEVEL: "trace" });
  const { server, discord } = panel;
  transcript.keepSecret("the client secret", discord.clientSecret);
  transcript.follow("the server's log", () => server.logs.map((line) => JSON.stringify(line)).join("\n"));
  transcript.follow("the server's stderr", server.stderr);
  transcript.follow("what bots are told", () => JSON.stringify(panel.bot.frames));
  transcript.followAll(() =>
    readdirSync(server.dir)
      .filter((file) => file.startsWith("shardlight.db"))
      .map((file) => ({
        where: "the database",
        text: readFileSync(join(server.dir, file), "latin1"),
      })),
  );
});
afterAll(() => panel?.close());

/** Asks, and notes all of the answer but the cookie that is given with it. */
const ask = async (path: string, question: Question = {}) => {
  const answer = await panel.ask(path, question);
  const { "set-cookie": _, ...headers } = answer.headers;
  transcript.note("an answer", `${JSON.stringify(headers)}\n${answer.text}`);
  return answer;
};

const open = () => new TestBrowser(APP_OVER_SOCKET, panel.url);
let people = 0;
/** Keeps a browser's cookies for secrets, and notes the page that it was shown last. */
const noteOf = async (browser: TestBrowser, shown: Response) => {
  people += 1;
  for (const name of COOKIES) {
    const secret = browser.cookies.get(name);
    if (secret !== undefined) transcript.keepSecret(`${name} of browser ${people}`, secret);
  }
  transcript.note("an answer", await shown.text());
};
const headersOf = (browser: TestBrowser) => ({
  cookie: `${COOKIES[0]}=${browser.cookies.get("__Host-shardlight")}`,
  origin: panel.url,
});

test("no secret of people who sign in stands in the log, the database, an answer or what bots are told, however it goes", async () => {
  const { discord } = panel;
  const { userId: id, guilds } = PEOPLE.manager;
  const plain = { owner: false, permissions: "0" };
  discord.person = oauthPerson({
    id,
    global_name: NAME,
    guilds: guilds.map((guild) => ({ ...guild, ...plain })),
  });

  const manager = open();
  await noteOf(manager, await manager.signIn());
  const callback = await manager.throughDiscord();
  // A code that comes twice, one that is none, and one with another state.
  for (const address of [
    callback,
    callback,
    callback.replace("code=", "code=x"),
    callback.replace("state=", "state=x"),
  ])
    await noteOf(manager, await manager.ask(address));
  for (const path of ["/oauth2/token", "/users/@me", "/users/@me/guilds"]) {
    discord.beBusy(path, 1, 3);
    const busy = open();
    await noteOf(busy, await busy.signIn());
  }
  const denied = open();
  await noteOf(denied, await denied.ask(await denied.throughDiscord("/", "deny")));

  const made = await panel.ask(`${AT}/keys`, {
    method: "POST",
    headers: headersOf(manager),
    body: JSON.stringify({ label: "x", scope: "control" }),
  });
  const { id: keyId, key } = made.json<{ id: string; key: string }>();
  transcript.keepSecret("the server's key", key.slice(-40));
  const byKey = { authorization: `Bearer ${key}` };
  for (const headers of [headersOf(manager), byKey]) {
    for (const path of [
      "/api/session",
      "/api/servers",
      `${AT}/status`,
      `${AT}/settings`,
      `${AT}/keys`,
      "/",
      `/servers/${GUILD}`,
    ])
      await ask(path, { headers });
    await ask(`${AT}/skip`, { method: "POST", headers });
    await ask(`${AT}/skip`, { method: "POST", headers, body: "{" });
    await ask(`${AT}/play?key=${key}`, { method: "POST", headers: { ...headers, "content-encoding": "x" } });
    const stream = await openSse(`${panel.url}${AT}/events`, { headers });
    const { data } = await stream.next(({ event }) => event === "snapshot");
    transcript.note("the stream", data);
    stream.close();
  }
  const wrong = `slk_${keyId}_${"0".repeat(40)}`;
  await ask(`${AT}/status`, { headers: { authorization: `Bearer ${wrong}` } });
  await ask(`${AT}/keys/${keyId}`, { method: "DELETE", headers: headersOf(manager) });
  await ask(`${AT}/status`, { headers: byKey });

  for (const isUsed of [true, false]) {
    const { pathname } = new URL(await panel.bot.invite({ userId: PEOPLE.dj.userId, guildId: GUILD }));
    transcript.keepSecret(`the code of a link, ${isUsed}`, pathname.split("/").at(-1) ?? "");
    await ask(pathname);
    if (!isUsed) continue;
    const linked = open();
    await noteOf(linked, await linked.post(pathname));
    await ask(pathname, { method: "POST", headers: { origin: panel.url } });
    await ask("/api/session", { headers: headersOf(linked) });
  }
  await ask("/auth/sign-out", { method: "POST", headers: headersOf(manager) });
  await ask("/api/session", { headers: headersOf(manager) });

  for (const [place, secret] of discord.codes.secrets.entries())
    transcript.keepSecret(`of Discord's side ${place}`, secret);
  expect(transcript.secrets.length).toBeGreaterThan(25);
  expect(transcript.leaks()).toEqual([]);
  transcript.keepSecret("a name", NAME);
  const places = new Set(transcript.leaks().map(({ where }) => where));
  expect([...places].sort()).toEqual(["an answer", "the database"]);
});
