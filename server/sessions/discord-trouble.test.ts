import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { oauthGuilds } from "../../e2e/fake-discord/oauth-people.ts";
import { signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

const MARKER = "zq7xk9";
const JSON_TYPE = { "Content-Type": "application/json" };
const json =
  (value: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(value), { status, headers: JSON_TYPE });
const page = (status: number) => () =>
  new Response(`<!doctype html><script>${MARKER}</script>`, {
    status,
    headers: { "Content-Type": "text/html" },
  });
const torn = () => {
  const body = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new TextEncoder().encode(`{"access_token":"${MARKER}`));
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { headers: JSON_TYPE });
};

/** What may stand where Discord's answer should be. */
const ANYWHERE: readonly (readonly [what: string, answer: () => Response])[] = [
  ["a page", page(200)],
  ["a page about trouble", page(502)],
  ["a page that forbids", page(403)],
  ["a page that was not found", page(404)],
  ["nothing", () => new Response(null, { status: 204 })],
  ["no JSON", () => new Response(`{"${MARKER}`, { headers: JSON_TYPE })],
  ["null", json(null)],
  ["a word", json(MARKER)],
  ["a deep nest", () => new Response("[".repeat(100_000) + "]".repeat(100_000), { headers: JSON_TYPE })],
  ["something else", json({ [MARKER]: MARKER, id: 1, access_token: 1 })],
  ["a list of something else", json([{ id: MARKER, name: 1 }, null, 3])],
  ["a redirect", () => new Response(null, { status: 302, headers: { Location: "http://127.0.0.1:9/" } })],
  ["an answer torn in the middle", torn],
  [
    "no answer",
    () => {
      throw new TypeError(`fetch failed: ${MARKER}`);
    },
  ],
];
const PATHS = ["/oauth2/token", "/users/@me", "/users/@me/guilds"];

const server = (path: string, answer: () => Response) => {
  let isOver = false;
  const fetcher: typeof fetch = async (...request) =>
    !isOver && String(request[0]).endsWith(path) ? answer() : fetch(...request);
  return {
    ...signInServer(discord, {}, { fetch: fetcher }),
    passes: () => {
      isOver = true;
    },
  };
};

test.each(PATHS.flatMap((path) => ANYWHERE.map(([what, answer]) => [what, path, answer] as const)))(
  "%s in place of %s signs nobody in, is told in words of ours, and passes",
  async (_, path, answer) => {
    const { app, passes } = server(path, answer);
    const browser = new TestBrowser(app);
    const told = await browser.signIn();
    expect([400, 403, 502]).toContain(told.status);
    expect(await told.text()).not.toContain(MARKER);
    expect((await browser.session()).viewer).toBeNull();
    passes();
    expect((await browser.signIn()).status).toBe(302);
  },
);

test.each(["", "-1", "NaN", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "1e400", "99999999999", "0x10"])(
  "a wait of %j is borne by nobody, and is never longer than an hour",
  async (wait) => {
    const answer = () => new Response("{}", { status: 429, headers: { ...JSON_TYPE, "Retry-After": wait } });
    const { app, passes, clock } = server("/oauth2/token", answer);
    const told = await new TestBrowser(app).signIn();
    expect(told.status).toBe(503);
    const seconds = Number(told.headers.get("Retry-After"));
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(seconds).toBeLessThanOrEqual(3_600);
    passes();
    clock.advance(seconds * 1_000);
    expect((await new TestBrowser(app).signIn()).status).toBe(302);
  },
);

const [guild] = oauthGuilds(1);
test.each<readonly [string, object[]]>([
  ["more than there can be", oauthGuilds(201)],
  ["one with another kind of ID", [{ ...guild, id: "1e5" }]],
  ["one with an ID that is a number", [{ ...guild, id: 81384788765712384 }]],
  ["one with rights below zero", [{ ...guild, permissions: "-1" }]],
  ["one with rights without end", [{ ...guild, permissions: "9".repeat(10_000) }]],
  ["one with rights in words", [{ ...guild, permissions: "all" }]],
])("servers of which there is %s sign nobody in", async (_, guilds) => {
  const { app } = server("/users/@me/guilds", json(guilds));
  expect((await new TestBrowser(app).signIn()).status).toBe(502);
});
