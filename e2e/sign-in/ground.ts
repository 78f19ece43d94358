import Database from "better-sqlite3";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright";
import { FakeOAuth } from "../fake-discord/oauth.ts";
import { startServer } from "../support/server.ts";

/** A running server with which people sign in, at a fake of Discord. */
export const startSignIn = async (env: Record<string, string> = {}, host = "127.0.0.1") => {
  const discord = await new FakeOAuth().open();
  const server = await startServer();
  // Its port has to be known before its PUBLIC_URL is.
  await server.stop();
  const url = `http://${host}:${server.port}`;
  const settings = { PUBLIC_URL: url, ...discord.env, ...env };
  discord.redirectUris.add(`${url}/auth/callback`);
  await server.restart(settings);
  return {
    discord,
    server,
    url,
    settings,
    /** Stops the server, and starts it again as if everyone's servers had been read ten minutes earlier. */
    growOld: async () => {
      await server.stop();
      const db = new Database(server.databasePath);
      db.exec("update sessions set guilds_at = guilds_at - 600000");
      db.close();
      await server.restart(settings);
    },
    close: async () => {
      await server.dispose();
      await discord.close();
    },
  };
};

/** Someone's browser. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Goes to sign in, and answers at Discord where it asks. */
  signIn(to?: string, answer?: "Authorize" | "Cancel"): Promise<void>;
  /** What `GET /api/session` tells the page that is open. */
  viewer(): Promise<{ readonly name: string; readonly guilds: readonly unknown[] } | null>;
  /** Writes, as a script of the page that is open does. */
  post(path: string): Promise<number>;
}

/** Opens a browser that nobody used before. */
export const newPerson = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Person> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  return {
    context,
    page,
    signIn: async (to = "/", answer = "Authorize") => {
      await page.goto(`${url}/auth/sign-in?to=${encodeURIComponent(to)}`);
      await page.getByRole("button", { name: answer }).click();
      await page.waitForURL((now) => now.origin === url);
    },
    viewer: async () =>
      JSON.parse(await page.evaluate(async () => (await fetch("/api/session")).text())).viewer,
    post: (path) => page.evaluate(async (to) => (await fetch(to, { method: "POST" })).status, path),
  };
};
