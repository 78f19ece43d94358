import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { untilState } from "../plugin/history.ts";
import { MIXTAPE, MIXTAPE_TITLES } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Story } from "./story-ground.ts";
import { add, deck, plays } from "./story-page-ground.ts";
import { JONAS, LOUNGE, MIA } from "./story-people-ground.ts";

const [FIRST] = MIXTAPE_TITLES;

let story: Story;
let desktop: Page;
let phone: Page;

beforeAll(async () => {
  story = await openStory();
  story.enter(MIA, LOUNGE);
  desktop = (await story.come(MIA, DESKTOP)).page;
  await add(desktop, MIXTAPE);
  phone = (await story.come(JONAS, PHONE)).page;
  for (const page of [desktop, phone]) await plays(page, FIRST);
});
afterAll(() => story.end());

const isAway = (page: Page) => page.getByText("The bot is away. This is how it was").waitFor();

test("a bot that dies is away on every page, and nothing can be asked of it", async () => {
  await story.bot("main").leave("SIGKILL");
  for (const page of [desktop, phone]) await isAway(page);
  expect(await desktop.locator(".deck button:enabled").count()).toBe(0);
  await picture(desktop, "away-desktop");
  await picture(phone, "away-phone");
});

test("until it knows its servers again it is away still; then every page goes on by itself", async () => {
  const { discord, comeBack } = story.bot("main");
  discord.levers.withholdReady("all");
  comeBack();
  // What it reports comes over its link.
  for (const id of [0, 1]) await untilState({ url: story.url, id }, "starting");
  for (const page of [desktop, phone]) await isAway(page);
  discord.levers.grantReady("all");
  discord.levers.drop("all");
  for (const page of [desktop, phone])
    await page.getByRole("heading", { name: "Nothing is playing" }).waitFor();
  await add(desktop, MIXTAPE);
  for (const page of [desktop, phone]) await plays(page, FIRST);
  await deck(desktop, "pause").click();
  await phone.locator(".now-state").getByText("Paused").waitFor();
});

test("the server dies and comes back: every page says so, and goes on by itself, signed in as before", async () => {
  await story.server.kill();
  for (const page of [desktop, phone]) await page.getByText(/^The server is not answering/).waitFor();
  await phone.locator(".now-state").getByText("Was paused").waitFor();
  await picture(phone, "away-server-phone");
  await story.server.restart(story.settings);
  await deck(desktop, "resume").click();
  for (const page of [desktop, phone]) await page.locator(".now-state").getByText("Playing now").waitFor();
  await plays(phone, FIRST);
});
