import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { discordJsMembers } from "../../bot-plugin/src/adapters/discord-js.ts";
import { startMusic } from "../../bot-plugin/src/music/music.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { oauthPerson } from "../fake-discord/oauth-people.ts";
import { createWatchedBot } from "../plugin/watched-bot.ts";
import { newPerson, startSignIn } from "../sign-in/ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { CHANNEL, openPlayers } from "./lavalink-ground.ts";

const [GUILD = ""] = guildIdsOf(0, 1, 1);
const SOMEONE = "81384788765712384";
/** From the press to the page of everyone who watches. */
const SEEN_WITHIN_MS = 300;

let browser: Browser;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server with which people sign in, a bot that is in their server, and its player on a fake node. */
const open = async () => {
  const ground = await startSignIn({ CLUSTERS: "main:1" });
  ends.push(ground.close);
  ground.discord.person = oauthPerson({
    id: SOMEONE,
    guilds: [{ id: GUILD, name: "Tea house", icon: null, owner: false, permissions: "0" }],
  });
  const players = await openPlayers();
  ends.push(players.close);
  const bot = await createWatchedBot({ url: ground.url, shardCount: 1 });
  ends.push(bot.end);
  bot.discord.people.join(GUILD, { id: SOMEONE, name: "someone" });
  bot.discord.people.enter(GUILD, SOMEONE, CHANNEL);
  const music = startMusic({
    shardlight: bot.shardlight,
    adapter: players.players,
    members: discordJsMembers(bot.client),
    logger: null,
  });
  ends.push(() => music.close());
  await bot.login();
  for (const word of ["first", "second", "third"]) await players.play(word, {}, GUILD);
  return { ground, players, bot };
};

test("a person signs in, presses Next, the bot decides, and every page that watches shows it within 300 ms", async ({
  annotate,
}) => {
  const { ground, players } = await open();
  const person = await newPerson(browser, ground.url);
  ends.push(() => person.context.close());
  await person.signIn(`/servers/${GUILD}`);
  const phone = await person.context.newPage();
  await phone.setViewportSize({ width: 360, height: 740 });
  await phone.goto(`${ground.url}/servers/${GUILD}`);
  const first = players.titles(GUILD)[0] ?? "";
  for (const page of [person.page, phone]) {
    await until("the page shows what plays", async () =>
      (await page.locator(".now").innerText()).includes(first),
    );
  }
  const next = players.snapshot(GUILD).queue[0]?.title ?? "";
  const shownOn = (page: Page) =>
    until("the next track is shown", async () =>
      (await page.evaluate<string>("document.querySelector('.now')?.textContent ?? ''")).includes(next),
    );
  const pressedAt = performance.now();
  await person.page
    .getByRole("button", { name: /^(Next|Skip)/ })
    .first()
    .click();
  await shownOn(phone);
  const tookMs = performance.now() - pressedAt;
  await annotate(`seen on the other page ${Math.round(tookMs)} ms after the press`);
  expect(tookMs).toBeLessThan(SEEN_WITHIN_MS);
  expect(players.titles(GUILD)[0]).toBe(next);
});
