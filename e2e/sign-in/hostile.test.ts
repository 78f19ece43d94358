import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { APP_OVER_SOCKET, TestBrowser } from "../../server/sessions/test-browser.ts";
import { oauthPerson } from "../fake-discord/oauth-people.ts";
import { startSignIn } from "./ground.ts";

const SESSION = "__Host-shardlight";
const SIGN_IN = "__Host-shardlight-sign-in";
const MALLORY = oauthPerson({ id: "80351110224670666", global_name: "Mallory" });

let ground: Awaited<ReturnType<typeof startSignIn>>;
beforeAll(async () => {
  // Everyone here comes from one address, and does much that is wrong.
  ground = await startSignIn({ LOG_LEVEL: "trace" });
});
afterAll(() => ground?.close());

let nelly: TestBrowser;
let mallory: TestBrowser;
const open = () => new TestBrowser(APP_OVER_SOCKET, ground.url);
beforeEach(() => {
  ground.discord.person = oauthPerson();
  nelly = open();
  mallory = open();
});
afterEach(() => {
  expect(ground.server.logs.filter(({ level }) => level === "error" || level === "fatal")).toEqual([]);
});

/** The callback of someone who agreed at Discord, in their own browser. */
const callbackOf = async (browser: TestBrowser, person = oauthPerson(), to = "/"): Promise<URL> => {
  ground.discord.person = person;
  return new URL(await browser.throughDiscord(to));
};
const nameIn = async (browser: TestBrowser) => (await browser.session()).viewer?.name;

test.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/%5Cevil.example/..//evil.example",
  "/.//evil.example",
  "/\t/evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/\u2028//evil.example",
  "//evil。example",
  "/auth/sign-in?to=//evil.example",
  `/${"x".repeat(600)}`,
  "@evil.example",
  "",
])("to=%j leads nowhere but to this server", async (to) => {
  const back = await nelly.signIn(to);
  const location = back.headers.get("Location") ?? "";
  expect(back.status).toBe(302);
  expect(location).toMatch(/^\/(?![/\\])/);
  expect(new URL(location, ground.url).origin).toBe(ground.url);
  expect(new URL(location, ground.url).pathname).not.toMatch(/^\/auth\//);
});

test("who is signed in has a cookie that nobody could have planted, and the one before opens nothing", async () => {
  const planted = "p".repeat(43);
  nelly.cookies.set(SESSION, planted);
  await nelly.signIn();
  const first = nelly.cookies.get(SESSION) ?? "";
  expect(first).not.toBe(planted);
  ground.discord.person = MALLORY;
  await nelly.ask(await nelly.throughDiscord());
  // As someone else there is another.
  expect(nelly.cookies.get(SESSION)).not.toBe(first);
  mallory.cookies.set(SESSION, first);
  expect(await nameIn(mallory)).toBeUndefined();
});

test("beside the cookie that browsers guard, one that a neighbour planted opens nothing", async () => {
  await nelly.signIn();
  await mallory.signIn();
  const secret = mallory.cookies.get(SESSION) ?? "";
  const seen = async (header: string) => {
    const answer = await fetch(`${ground.url}/api/session`, { headers: { Cookie: header } });
    return ((await answer.json()) as { viewer: object | null }).viewer;
  };
  expect(await seen(`${SESSION}=${secret}`)).not.toBeNull();
  for (const name of [
    "shardlight",
    "__host-shardlight",
    "__Secure-shardlight",
    `${SESSION}-x`,
    ` x${SESSION}`,
  ])
    expect(await seen(`${name}=${secret}`), name).toBeNull();
  for (const value of [
    `"${secret}"`,
    `${secret}x`,
    secret.slice(1),
    encodeURIComponent(`${secret}=`),
    `%22${secret}`,
  ])
    expect(await seen(`${SESSION}=${value}`), value).toBeNull();
  const junk = Array.from({ length: 100 }, (_, count) => `c${count}==;=${count}`).join(";");
  expect(await seen(`${junk}; ${SESSION}=${secret}`)).not.toBeNull();
});

test("nobody is signed in as someone else by an address that was sent to them", async () => {
  const callback = await callbackOf(mallory, MALLORY);
  expect((await nelly.ask(callback.href)).status).toBe(400);
  await nelly.ask("/auth/sign-in");
  expect((await nelly.ask(callback.href)).status).toBe(400);
  expect(await nameIn(nelly)).toBeUndefined();
});

test("a code that was stolen on its way is of no use in another browser", async () => {
  const stolen = (await callbackOf(nelly)).searchParams.get("code") ?? "";
  const own = await callbackOf(mallory, MALLORY);
  own.searchParams.set("code", stolen);
  // Its proof is in the cookie of the browser that began.
  expect((await mallory.ask(own.href)).status).toBe(400);
  expect(await nameIn(mallory)).toBeUndefined();
});

test("two tabs sign in at once, whichever comes back first", async () => {
  const [first, second] = [await callbackOf(nelly), await callbackOf(nelly)];
  const answers = await Promise.all([second, first].map(({ href }) => nelly.ask(href)));
  expect(answers.map(({ status }) => status)).toEqual([302, 302]);
  expect(await nameIn(nelly)).toBe("Nelly");
});

test("other methods sign nobody in", async () => {
  const { href } = await callbackOf(nelly);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
    expect((await nelly.ask(href, { method })).status, method).toBe(404);
  expect(nelly.cookies.has(SESSION)).toBe(false);
  const head = await nelly.ask(href, { method: "HEAD" });
  expect(await head.text()).toBe("");
});

test("what is said along with a sign-in is not shown, and nothing of it breaks anything", async () => {
  const hostile = "<script>alert('zq7xk9')</script>\r\nSet-Cookie: a=b";
  const more: Record<string, string>[] = [
    { error: "access_denied", error_description: hostile },
    { error: hostile, error_uri: "https://evil.example/zq7xk9" },
    { code: hostile },
    { iss: "https://evil.example" },
    { response: "x", id_token: hostile, access_token: hostile },
    { code: "c".repeat(10_000) },
  ];
  for (const fields of more) {
    const callback = await callbackOf(nelly);
    callback.searchParams.delete("code");
    for (const [name, value] of Object.entries(fields)) callback.searchParams.set(name, value);
    const answer = await nelly.ask(callback.href);
    expect([400, 403, 502], JSON.stringify(fields).slice(0, 99)).toContain(answer.status);
    expect(await answer.text()).not.toMatch(/zq7xk9|evil/);
    expect(answer.headers.get("Set-Cookie")).toBeNull();
  }
  const twice = await callbackOf(nelly);
  twice.searchParams.append("code", "x");
  expect((await nelly.ask(twice.href)).status).toBe(502);
  for (const [size, status] of [
    [10_000, 400],
    [20_000, 431],
  ] as const)
    expect((await nelly.ask(`/auth/callback?state=${"s".repeat(size)}&code=x`)).status).toBe(status);
  expect(nelly.cookies.has(SESSION)).toBe(false);
  expect(JSON.stringify(ground.server.logs)).not.toContain("zq7xk9");
});

test("a key that someone planted for the sign-in breaks nothing", async () => {
  for (const key of [
    "",
    "=",
    "x",
    "k".repeat(43),
    "k".repeat(4_000),
    "__proto__",
    '"',
    "\u00ff".repeat(43),
  ]) {
    const headers = { Cookie: `${SIGN_IN}=${key}` };
    const answer = await fetch(
      `${ground.url}/auth/callback?code=x&state=${"e30".repeat(10)}.${"a".repeat(43)}`,
      { headers },
    );
    expect(answer.status).toBe(400);
  }
});
