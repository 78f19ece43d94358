import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newPerson, startSignIn } from "./ground.ts";
import { BOT_ENV, GUILD, startBot } from "./scripted-bot.ts";

/** No loopback, so that the browser sends it neither Secure cookies nor `Sec-Fetch-Site`. */
const PLAIN_HOST = "status.example";

let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "";
  const args = ["--no-sandbox", `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`];
  browser = await chromium.launch({ executablePath, args });
});
afterAll(() => browser?.close());

test.each([
  ["on loopback", "127.0.0.1", "__Host-shardlight", true],
  ["on plain http", PLAIN_HOST, "shardlight", false],
])(
  "a bot's link opens the panel once, in the browser that pressed the button, %s",
  async (_, host, name, secure) => {
    const ground = await startSignIn(BOT_ENV, host);
    try {
      const bot = await startBot(ground.server.url);
      const link = await bot.invite();
      const nelly = await newPerson(browser, ground.url);
      // A preview of the link in a chat does not use it up.
      expect((await fetch(new URL(new URL(link).pathname, ground.server.url))).status).toBe(200);
      await nelly.page.goto(link);
      await nelly.page.getByRole("button", { name: "Open the panel" }).click();
      await nelly.page.waitForURL((url) => !url.pathname.startsWith("/auth/"));
      expect(await nelly.viewer()).toMatchObject({ name: "Nelly", guilds: [{ id: GUILD, name: "Den" }] });
      const cookie = (await nelly.context.cookies()).find((one) => one.name === name);
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", secure });
      const other = await newPerson(browser, ground.url);
      await other.page.goto(link);
      expect(await other.page.getByRole("heading").innerText()).toBe("This link does not work any more");
      expect(await other.viewer()).toBeNull();
      expect(JSON.stringify(ground.server.logs)).not.toContain(link.slice(-43));
      const warned = JSON.stringify(ground.server.logs).includes("PUBLIC_URL is plain http");
      expect(warned).toBe(!secure);
      // On plain http a browser does not say which site sends a form, but by its Origin.
      await nelly.page.goto(ground.url);
      await nelly.page.getByRole("button", { name: "Signed in as Nelly" }).click();
      await nelly.page.getByRole("button", { name: "Sign out", exact: true }).click();
      await nelly.page.locator(".account").waitFor({ state: "detached" });
      expect(await nelly.viewer()).toBeNull();
      bot.stop();
      await Promise.all([nelly.context.close(), other.context.close()]);
    } finally {
      await ground.close();
    }
  },
);
