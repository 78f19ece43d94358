import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { MIXTAPE, MIXTAPE_TITLES } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Seat, type Story } from "./story-ground.ts";
import { add, deck, justTicked, plays } from "./story-page-ground.ts";
import { GUILD, GUILD_NAME, LOUNGE, MIA } from "./story-people-ground.ts";

const [FIRST, SECOND] = MIXTAPE_TITLES;
/** The server's shard in the bot `main`. */
const SHARD = 1;

let story: Story;
let desktop: Seat;
let phone: Page;

beforeAll(async () => {
  story = await openStory({ bots: ["main", "patron"] });
  story.enter(MIA, LOUNGE);
  desktop = await story.come(MIA, DESKTOP, "/");
  phone = (await story.come(MIA, PHONE)).page;
});
afterAll(() => story.end());

test("one's servers show how each bot's shard is, live, and lead to the player", async () => {
  const { page } = desktop;
  const row = page.locator(".own").filter({ hasText: GUILD_NAME });
  for (const name of ["main", "patron"]) await row.getByText(`${name}: online`).waitFor();
  expect(await page.locator(".own").count()).toBe(1);
  await row.getByRole("link", { name: "main: online" }).click();
  await page.locator(".finder-result").getByText(`shard ${SHARD} of main`).first().waitFor();
  await picture(page, "ways-servers-desktop");
  await story.bot("patron").leave();
  await row.getByText("patron: offline").waitFor();
  await row.getByText("main: online").waitFor();
  await picture(page, "ways-servers-offline-desktop");
  await row.getByRole("link", { name: `Music of ${GUILD_NAME}` }).click();
  await page.getByRole("tab", { name: "patron away" }).waitFor();
  await page.getByRole("tab", { name: "main" }).waitFor();
  await add(page, MIXTAPE);
  await plays(page, FIRST);
});

test("the one-time link of /panel opens the player in a fresh browser, once", async () => {
  const { discord } = story.bot("main");
  const user = { id: MIA.id, username: MIA.name };
  const { data } = await discord.useCommand("panel", SHARD, GUILD, user);
  const [, link = ""] = /\(<(http[^>]+)>\)/.exec(data.content) ?? [];
  const fresh = await story.stranger(PHONE);
  await fresh.goto(link);
  await picture(fresh, "ways-link-phone");
  await fresh.getByRole("button", { name: "Open the panel" }).tap();
  await fresh.waitForURL(`**/servers/${GUILD}*`);
  await plays(fresh, FIRST);
  // Who came by this bot's link sees this bot's player alone.
  expect(await fresh.getByRole("tab").count()).toBe(0);
  await deck(fresh, "skip").tap();
  await plays(desktop.page, SECOND);
  await picture(fresh, "ways-linked-phone");
  const late = await story.stranger(PHONE);
  await late.goto(link);
  await late.getByRole("heading", { name: "This link does not work any more" }).waitFor();
  await picture(late, "ways-dead-link-phone");
});

test("signing out everywhere ends what every other page shows, at once", async () => {
  await plays(phone, SECOND);
  const { page } = desktop;
  await page.getByRole("button", { name: "Signed in as Mia" }).click();
  await picture(page, "ways-account-desktop");
  await justTicked(phone);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  const isOut = async () =>
    (await phone.getByRole("heading", { name: "Sign in to see what plays" }).count()) === 1;
  await until("the phone's page has ended", isOut, 2_000);
  expect(await phone.locator(".track, .now").count()).toBe(0);
  expect(await phone.locator(".account").isVisible()).toBe(false);
  await picture(phone, "ways-signed-out-phone");
  await page.waitForURL(`${story.url}/`);
  await page.getByRole("link", { name: "sign in with Discord" }).waitFor();
});
