import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { MIXTAPE, MIXTAPE_TITLES } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Story } from "./story-ground.ts";
import { add, deck, plays, says, waits } from "./story-page-ground.ts";
import { LOUNGE, MIA, NOOR } from "./story-people-ground.ts";

const [NORTH, BOAT, LANTERNS, ...REST] = MIXTAPE_TITLES;

let story: Story;
let desktop: Page;
let phone: Page;

beforeAll(async () => {
  story = await openStory();
  story.enter(MIA, LOUNGE);
  desktop = (await story.come(MIA, DESKTOP)).page;
  phone = (await story.come(NOOR, PHONE)).page;
});
afterAll(() => story.end());

/** What the bot's node says of the player. */
const onNode = () => Object(story.bot("main").node.players()[0]);
const nodeHas = (what: string, is: (player: ReturnType<typeof onNode>) => boolean) =>
  until(`the node has ${what}`, () => is(onNode()));

test("someone adds what they found by typing, and a whole list by its link; the other sees who asked", async () => {
  await picture(desktop, "steer-empty-desktop");
  await picture(phone, "steer-empty-phone");
  await desktop.getByRole("searchbox", { name: "Add a track" }).pressSequentially("tea");
  await desktop
    .getByRole("button", { name: /^Add Song/ })
    .first()
    .waitFor();
  await picture(desktop, "steer-search-desktop");
  await desktop.keyboard.press("ArrowDown");
  await desktop.keyboard.press("Enter");
  for (const page of [desktop, phone]) await plays(page, "Song tea-1");
  await says(desktop, "“Song tea-1” is playing.");
  await add(desktop, MIXTAPE);
  for (const page of [desktop, phone]) await waits(page, MIXTAPE_TITLES);
  await phone.locator(".now-facts").getByText("asked for by Mia").waitFor();
});

test("an entry is dragged on the desktop, and moved by keys on the phone", async () => {
  const grip = await desktop.getByRole("button", { name: `Move ${NORTH}`, exact: true }).boundingBox();
  const third = await desktop.locator("shardlight-queue .track").nth(2).boundingBox();
  if (grip === null || third === null) throw new Error("there is nothing to drag");
  await desktop.mouse.move(grip.x + 10, grip.y + 10);
  await desktop.mouse.down();
  await desktop.mouse.move(grip.x + 10, third.y + third.height - 4, { steps: 5 });
  await picture(desktop, "steer-drag-desktop");
  await desktop.mouse.up();
  for (const page of [desktop, phone]) await waits(page, [BOAT, LANTERNS, NORTH, ...REST]);
  await phone.getByRole("button", { name: `Move ${NORTH}`, exact: true }).focus();
  await phone.keyboard.press("Home");
  for (const page of [desktop, phone]) await waits(page, MIXTAPE_TITLES);
});

test("an entry is taken out by a finger", async () => {
  const last = REST.at(-1) ?? "";
  await phone.getByRole("button", { name: `Remove ${last}`, exact: true }).tap();
  for (const page of [desktop, phone]) await waits(page, MIXTAPE_TITLES.slice(0, -1));
  await picture(phone, "steer-queue-phone");
});

test("volume, repeat, effect and place reach the node, and the other page", async () => {
  await desktop.getByRole("slider", { name: "Volume" }).fill("35");
  await phone.locator(".volume-words").getByText("35%").waitFor();
  await deck(desktop, "loop").click();
  await phone.getByRole("button", { name: "Repeats the queue" }).waitFor();
  await desktop.getByRole("button", { name: "Nightcore" }).click();
  await phone.getByRole("button", { name: "Nightcore", pressed: true }).waitFor();
  await phone.getByRole("slider", { name: "Place in the track" }).fill("90");
  await desktop
    .locator(".seek-times")
    .getByText(/^1:3\d$/)
    .waitFor();
  await nodeHas("the volume", ({ volume }) => volume === 35);
  await nodeHas("the effect", ({ filters }) => filters.timescale?.speed === 1.2);
  await nodeHas("the place", ({ state }) => state.position >= 90_000 && state.position < 100_000);
  await picture(desktop, "steer-set-desktop");
  await picture(phone, "steer-set-phone");
});

test("pause, and on; on to the next, and back; shuffle, clear and stop", async () => {
  await deck(phone, "pause").tap();
  await desktop.locator(".now-state").getByText("Paused").waitFor();
  expect(onNode().paused).toBe(true);
  await deck(desktop, "resume").click();
  await phone.locator(".now-state").getByText("Playing now").waitFor();
  await deck(phone, "skip").tap();
  await plays(desktop, NORTH);
  await deck(desktop, "previous").click();
  await plays(phone, "Song tea-1");
  await deck(phone, "clear").tap();
  await waits(desktop, []);
  await deck(desktop, "stop").click();
  await phone.getByRole("heading", { name: "Nothing is playing" }).waitFor();
  await nodeHas("silence", ({ track }) => track === null);
});
