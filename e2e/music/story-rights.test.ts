import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { MIXTAPE, MIXTAPE_TITLES } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Story } from "./story-ground.ts";
import { add, deck, plays, release, says, waits, whileRightsMove } from "./story-page-ground.ts";
import { ADA, DJ_ROLE, ELSEWHERE, GUILD, JONAS, LOUNGE, MIA, OTTO, PAUL } from "./story-people-ground.ts";

const [FIRST, SECOND, ...LATER] = MIXTAPE_TITLES;

let story: Story;
let desktop: Page;
let phone: Page;

beforeAll(async () => {
  story = await openStory();
  story.enter(ADA, LOUNGE);
  const { page } = await story.come(ADA, DESKTOP);
  await add(page, MIXTAPE);
  await plays(page, FIRST);
  await page.close();
  story.enter(ADA, null);
  story.enter(MIA, LOUNGE);
  desktop = (await story.come(MIA, DESKTOP)).page;
  await plays(desktop, FIRST);
});
afterAll(() => story.end());

test("who is not alone any more is refused in the bot's words, and the page takes it back", async () => {
  await deck(desktop, "clear").waitFor();
  await whileRightsMove(desktop, () => {
    story.enter(JONAS, LOUNGE);
    story.enter(ADA, LOUNGE);
  });
  await desktop.evaluate(`
    window.fewest = Infinity;
    new MutationObserver(() => {
      window.fewest = Math.min(window.fewest, document.querySelectorAll("shardlight-queue .track").length);
    }).observe(document.body, { subtree: true, childList: true });`);
  await deck(desktop, "clear").click();
  await says(desktop, "You are not alone here: only DJs may do that.");
  await waits(desktop, [SECOND, ...LATER]);
  expect(await desktop.evaluate("window.fewest")).toBe(0);
  await release(desktop);
  await until("it is not offered any more", async () => (await deck(desktop, "clear").count()) === 0);
  await picture(desktop, "rights-refused-desktop");
});

test("two of three listeners skip by their votes", async () => {
  phone = (await story.come(JONAS, PHONE)).page;
  await plays(phone, FIRST);
  await desktop.getByRole("button", { name: "Vote to skip", exact: true }).click();
  await says(desktop, "Your vote counts: 1 of 2 to skip.");
  await plays(desktop, FIRST);
  await phone.getByText("Vote to skip: 1 of 2").waitFor();
  await picture(phone, "rights-vote-phone");
  await phone.getByRole("button", { name: "Vote to skip: 1 of 2" }).tap();
  for (const page of [desktop, phone]) await plays(page, SECOND);
});

test("who is made a DJ steers", async () => {
  expect(await deck(phone, "pause").count()).toBe(0);
  story.bot("main").discord.people.join(GUILD, { ...JONAS, roleIds: [DJ_ROLE] });
  // Without the intent for members a bot hears of roles when their owner comes to a voice channel.
  for (const room of [null, LOUNGE]) story.enter(JONAS, room);
  await deck(phone, "pause").tap();
  await desktop.locator(".now-state").getByText("Paused").waitFor();
});

test("who leaves the voice channel has no right there any more, at once", async () => {
  await whileRightsMove(desktop, () => story.enter(MIA, null));
  await desktop.getByRole("button", { name: /^Vote to skip/ }).click();
  await says(desktop, "Join the bot's voice channel first.");
  await plays(desktop, SECOND);
  await release(desktop);
  await until("they look on", async () => (await deck(desktop, "skip").count()) === 0);
  await picture(desktop, "rights-left-desktop");
});

test("who is not in the server learns nothing of it", async () => {
  const otto = await story.come(OTTO, PHONE);
  await otto.page.getByText("you are not a member of this server").waitFor();
  await picture(otto.page, "rights-thrown-out-phone");
  const paul = await story.come(PAUL, DESKTOP);
  await paul.page.getByRole("heading", { name: "This is not one of your servers" }).waitFor();
  await picture(paul.page, "rights-not-yours-desktop");
  const askedBy = (page: Page, guildId: string) =>
    page.evaluate(async (to) => (await fetch(to)).status, `/api/servers/${guildId}/status`);
  expect([await askedBy(paul.page, GUILD), await askedBy(paul.page, ELSEWHERE.id)]).toEqual([404, 404]);
  expect(await paul.post(`/api/servers/${GUILD}/skip`)).toBe(404);
  expect(await otto.page.locator(".track, .now").count()).toBe(0);
});
