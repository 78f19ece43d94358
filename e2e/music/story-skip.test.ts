import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BotName, MIXTAPE, MIXTAPE_TITLES } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Story } from "./story-ground.ts";
import { add, deck, noteTimes, plays, says, timeTo } from "./story-page-ground.ts";
import { ADA, GUILD, JONAS, LOUNGE, MIA } from "./story-people-ground.ts";

/** From the press to the page of everyone who watches. */
const SEEN_WITHIN_MS = 300;
const [FIRST, ...LATER] = MIXTAPE_TITLES;

let story: Story;
let desktop: Page;
let phone: Page;
let onlooker: Page;

beforeAll(async () => {
  story = await openStory({ bots: ["main", "patron"] });
  story.enter(ADA, LOUNGE);
  desktop = (await story.come(ADA, DESKTOP)).page;
  for (const name of ["main", "patron"]) {
    await desktop.getByRole("tab", { name }).click();
    await add(desktop, MIXTAPE);
    await plays(desktop, FIRST);
  }
  phone = (await story.come(JONAS, PHONE, `/servers/${GUILD}?cluster=main`)).page;
  onlooker = (await story.come(MIA, DESKTOP, `/servers/${GUILD}?cluster=patron`)).page;
  for (const page of [phone, onlooker]) await plays(page, FIRST);
});
afterAll(() => story.end());

/** What a bot's node plays. */
const heard = (name: BotName): unknown =>
  story
    .bot(name)
    .node.players()
    .map((player) => Object(Object(player["track"])["info"])["title"]);

test("each bot has its tab, and the address says which one is looked at", async () => {
  expect(await desktop.locator("[role=tab] .tab-name").allInnerTexts()).toEqual(["main", "patron"]);
  expect(new URL(desktop.url()).search).toBe("?cluster=patron");
  await picture(desktop, "skip-desktop");
  await picture(phone, "skip-phone");
  await desktop.getByRole("tab", { name: "main" }).click();
  await plays(desktop, FIRST);
});

test("Next on one: its bot skips, who watches it sees that within 300 ms (median), and the other plays on", async ({
  annotate,
}) => {
  for (const page of [desktop, phone]) await noteTimes(page);
  const times: number[] = [];
  for (const title of LATER) {
    await deck(desktop, "skip").click();
    for (const page of [phone, desktop]) await plays(page, title);
    times.push(await timeTo(desktop, phone, title));
    // The bot's own word, so that the next press is not about this track.
    await says(desktop, `“${MIXTAPE_TITLES[LATER.indexOf(title)]}” was skipped.`);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  await annotate(`from the press to the other's phone: ${times.join(", ")} ms; median ${median} ms`);
  expect(median).toBeLessThan(SEEN_WITHIN_MS);
  expect([heard("main"), heard("patron")]).toEqual([[LATER.at(-1)], [FIRST]]);
  await plays(onlooker, FIRST);
});

test("Next on the other leaves the first alone", async () => {
  await desktop.getByRole("tab", { name: "patron" }).click();
  await plays(desktop, FIRST);
  await deck(desktop, "skip").click();
  await plays(onlooker, LATER[0]);
  await plays(phone, LATER.at(-1) ?? "");
  expect([heard("main"), heard("patron")]).toEqual([[LATER.at(-1)], [LATER[0]]]);
});
