import type { Browser, BrowserContextOptions } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startPictureHost } from "../../server/pictures/test-picture-host.ts";
import { oauthPerson } from "../fake-discord/oauth-people.ts";
import { item, playing } from "../page/music-script.ts";
import { startSignIn } from "../sign-in/ground.ts";
import { BOT_ENV, GUILD, startBot } from "../sign-in/scripted-bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";

let browser: Browser;
let host: Awaited<ReturnType<typeof startPictureHost>>;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  host = await startPictureHost();
});
afterAll(async () => {
  await browser.close();
  await host.close();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server where a track with artwork plays, and the page of someone who looks at it. */
const open = async (env: Record<string, string>, options: BrowserContextOptions = {}) => {
  const ground = await startSignIn({ ...BOT_ENV, ...env });
  ends.push(ground.close);
  const guild = { id: GUILD, name: "Tea house", icon: "0123456789abcdef", owner: false, permissions: "0" };
  ground.discord.person = oauthPerson({ guilds: [guild] });
  const art = (name: string) => `${host.url}/${name}`;
  const player = playing(3, {
    guildId: GUILD,
    current: item(0, { artworkUrl: art("good.png?current") }),
    queue: [
      item(1, { artworkUrl: art("good.png?first") }),
      item(2, { artworkUrl: art("svg.png") }),
      item(3, { artworkUrl: "https://evil.example/pixel.png" }),
    ],
  });
  const { requester: _, uid: __, ...track } = item(4, { artworkUrl: art("good.png?found") });
  const bot = await startBot(ground.server.url, { player, found: { tracks: [track] } });
  ends.push(bot.stop);
  const context = await browser.newContext(options);
  ends.push(() => context.close());
  const asked: string[] = [];
  const faults: string[] = [];
  const page = await context.newPage();
  await page.goto(`${ground.url}/auth/sign-in?to=/servers/${GUILD}`);
  context.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) =>
    faults.push(...(message.text().includes("Security") ? [message.text()] : [])),
  );
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.locator(".now .sleeve").waitFor();
  await page.locator("#add-input").fill("tidewater");
  await page.locator(".found li").waitFor();
  await page.getByText("Played before").click();
  await page.locator(".past .track").waitFor();
  const elsewhere = () =>
    asked.filter((url) => !url.startsWith(ground.url) && !url.startsWith(ground.discord.origin));
  return { page, asked, faults, elsewhere };
};

test("without the setting no picture is shown, and the browser asks no other host", async () => {
  host.asked.length = 0;
  const { page, asked, faults, elsewhere } = await open({});
  expect(await page.locator("img.picture").count()).toBe(0);
  expect(await page.locator(".player-head .server-mark").innerText()).toBe("TH");
  expect(elsewhere()).toEqual([]);
  expect(asked.filter((url) => url.includes("/pictures/"))).toEqual([]);
  expect([faults, host.asked]).toEqual([[], []]);
});

test("with it pictures show, from this server alone, and what cannot be had stays drawn", async () => {
  host.asked.length = 0;
  const { page, faults, elsewhere } = await open({ PICTURE_HOSTS: host.url });
  const shown = (place: string) => page.locator(`${place} .sleeve img.picture[data-shown]`);
  for (const place of [".now", "shardlight-queue .track:first-child", ".found", ".past"]) {
    await until(`a picture shows in ${place}`, async () => (await shown(place).count()) === 1);
    const width = `document.querySelector(${JSON.stringify(`${place} .sleeve img`)}).naturalWidth`;
    expect(await page.evaluate(width)).toBe(96);
  }
  const disguised = page.locator("shardlight-queue .track").nth(1).locator(".sleeve");
  await until("it was asked for", () => host.asked.includes("/svg.png"));
  expect(await disguised.locator("svg").isVisible()).toBe(true);
  expect(await disguised.locator("img[data-shown]").count()).toBe(0);
  expect(await page.locator("shardlight-queue .track").nth(2).locator(".sleeve svg").isVisible()).toBe(true);
  expect(await page.locator("shardlight-queue .track").nth(2).locator("img").count()).toBe(0);
  expect([elsewhere(), faults]).toEqual([[], []]);
});
