import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { PUBLIC_URL, signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

test("signing out ends it here, or everywhere, at once; viewers stand no more", async () => {
  const server = signInServer(discord);
  const browsers = [0, 1, 2].map(() => new TestBrowser(server.app));
  const [first, second, third] = browsers;
  for (const browser of browsers) await browser.signIn();
  const viewers = browsers.map((browser) =>
    server.sessions.viewerOf({
      url: PUBLIC_URL,
      remoteAddress: undefined,
      header: () => `__Host-shardlight=${browser.cookies.get("__Host-shardlight")}`,
    }),
  );
  const standing: (boolean | undefined)[][] = [];
  server.events.on("sessions", () => standing.push(viewers.map((viewer) => viewer?.stands())));
  const kept = new Map(first?.cookies);
  expect((await first?.post("/auth/sign-out"))?.status).toBe(204);
  expect(first?.cookies.has("__Host-shardlight")).toBe(false);
  for (const [name, value] of kept) first?.cookies.set(name, value);
  expect((await first?.session())?.viewer).toBeNull();
  expect((await second?.session())?.viewer).not.toBeNull();
  await second?.post("/auth/sign-out-everywhere");
  expect((await third?.session())?.viewer).toBeNull();
  expect(standing).toEqual([
    [false, true, true],
    [false, false, false],
  ]);
});

test("a form that signs someone out is answered with a page, and led to the status page", async () => {
  const browser = new TestBrowser(signInServer(discord).app);
  await browser.signIn();
  const send = (origin: string) =>
    browser.ask("/auth/sign-out", { method: "POST", headers: { Accept: "text/html,*/*", Origin: origin } });
  const refused = await send("https://evil.example");
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("not signed out")]);
  const done = await send(PUBLIC_URL);
  expect([done.status, done.headers.get("Location")]).toEqual([303, "/"]);
});

test("no page of another site signs anyone out", async () => {
  const browser = new TestBrowser(signInServer(discord).app);
  await browser.signIn();
  for (const origin of ["https://evil.example", "http://status.example", "null", null]) {
    expect((await browser.post("/auth/sign-out", origin)).status, String(origin)).toBe(403);
  }
  expect((await browser.session()).viewer).not.toBeNull();
});

test("a session ends a week after the sign-in, or a day after its last use", async () => {
  const server = signInServer(discord);
  const [busy, idle] = [new TestBrowser(server.app), new TestBrowser(server.app)];
  await busy.signIn();
  await idle.signIn();
  const ended: number[] = [];
  let hour = 0;
  server.events.on("sessions", () => ended.push(hour));
  const nextHour = () => {
    hour += 1;
    // Timers need not run for all of it.
    server.clock.stepWall(3_570_000);
    server.clock.advance(30_000);
  };
  while (hour < 7 * 24 - 1) {
    nextHour();
    expect((await busy.session()).viewer, String(hour)).not.toBeNull();
    if (hour === 23) expect(ended).toEqual([]);
  }
  expect((await idle.session()).viewer).toBeNull();
  nextHour();
  expect((await busy.session()).viewer).toBeNull();
  expect(ended).toEqual([24, 168]);
});
