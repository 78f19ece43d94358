import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newPerson } from "../sign-in/ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { accountOf, GUILD, type Guest, guestId } from "./guests.ts";
import { guestAt, openParty, type Party } from "./party.ts";

let party: Party;
let browser: Browser;
/** Two who press at the same moment; others come for the tests after, for nobody may be too fast. */
let ann: Guest;
let ben: Guest;
let pair = 0;

beforeAll(async () => {
  [party, browser] = await Promise.all([openParty({ guests: 12 }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await party?.close();
});
beforeEach(async () => {
  [ann, ben] = [guestAt(party, pair), guestAt(party, pair + 1)];
  pair += 2;
  if (party.bot.client.isReady() && party.players.manager.getPlayer(GUILD) !== undefined)
    await party.players.act({ action: "stop" }, GUILD);
  await party.play("one", "two", "three", "four");
});

/** The revision at which they see what plays; an answer may be a second old. */
const revOf = (guest: Guest): Promise<number> =>
  until("they see what plays", async () => {
    const { current, rev } = (await guest.read("status")).body;
    return current?.title === party.titles()[0] && rev;
  });
const uidAt = (place: number): string => party.snapshot().queue[place]?.uid ?? "";
const wordsOf = (answers: readonly { readonly body: { outcome: string; message: string } }[]) =>
  answers.map(({ body }) => (body.outcome === "done" ? "done" : `${body.outcome}: ${body.message}`)).sort();

test("two who press Next at the same moment skip one track, and the second is told", async () => {
  for (const lagMs of [0, 60, 0]) {
    party.players.node.lag(lagMs);
    const [, second = "", ...rest] = party.titles();
    const seenRev = await revOf(ann);
    const answers = await Promise.all([ann, ben].map((guest) => guest.wish("skip", { seenRev })));
    expect(wordsOf(answers)).toEqual(["done", "refused: the track has changed"]);
    expect(party.titles()).toEqual([second, ...rest]);
  }
});

test("what has just begun to play is not removed, nor moved, for those who saw it wait", async () => {
  const [uid, next] = [uidAt(0), uidAt(1)];
  await ann.wish("skip", { seenRev: await revOf(ann) });
  const before = party.titles();
  const answers = [
    await ben.wish("remove", { uid }),
    await ben.wish("move", { uid, before: null }),
    await ben.wish("move", { uid: next, before: uid }),
  ];
  expect(wordsOf(answers)).toEqual([
    "refused: that track is playing already",
    "refused: that track is playing already",
    "refused: the track before which it was to go is no longer in the queue",
  ]);
  expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
  expect(party.titles()).toEqual(before);
});

test("an entry that two remove at once is gone once, and nothing moves it or goes before it", async () => {
  const [gone, stays] = [uidAt(1), uidAt(0)];
  const kept = party.titles().toSpliced(2, 1);
  const removed = await Promise.all([ann, ben].map((guest) => guest.wish("remove", { uid: gone })));
  expect(wordsOf(removed)).toEqual(["done", "refused: that track is no longer in the queue"]);
  const moved = await Promise.all([
    ann.wish("move", { uid: gone, before: stays }),
    ben.wish("move", { uid: stays, before: gone }),
  ]);
  expect(wordsOf(moved)).toEqual([
    "refused: that track is no longer in the queue",
    "refused: the track before which it was to go is no longer in the queue",
  ]);
  expect(party.titles()).toEqual(kept);
});

test("while one moves an entry another skips to it: either way each entry is there once", async () => {
  const before = [...party.titles()].sort();
  const [first, last] = [uidAt(0), uidAt(2)];
  const seenRev = await revOf(ann);
  const answers = await Promise.all([
    ann.wish("skip", { seenRev }),
    ben.wish("move", { uid: first, before: null }),
    ann.wish("move", { uid: last, before: first }),
  ]);
  expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
  expect(party.titles()).toHaveLength(before.length - 1);
  expect(new Set(party.titles()).size).toBe(before.length - 1);
});

const shown = async (page: Page): Promise<readonly string[]> => [
  await page.locator("#now-title").innerText(),
  ...(await page.locator("shardlight-queue .track-title").allInnerTexts()),
];

test("two browsers that act at once end with the bot's queue on both pages", async () => {
  const people = await Promise.all([
    newPerson(browser, party.ground.url),
    newPerson(browser, party.ground.url),
  ]);
  for (const [place, person] of people.entries()) {
    party.ground.discord.person = accountOf(guestId(pair - 1 + place), `guest ${pair - 1 + place}`);
    await person.signIn(`/servers/${GUILD}`);
    await person.page.locator("shardlight-queue .track").nth(2).waitFor();
  }
  const [here, there] = people.map(({ page }) => page);
  if (here === undefined || there === undefined) throw new Error("nobody came");
  await party.play("five", "six", "seven");
  const titles = party.titles();
  await there.locator("shardlight-queue .track").nth(5).waitFor();
  const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).click({ noWaitAfter: true });
  await Promise.all([press(here, `Remove ${titles[2]}`), press(there, `Remove ${titles[2]}`)]);
  await Promise.all([
    here.locator("[data-action=skip]").click(),
    there.getByRole("button", { name: `Move ${titles[3]}`, exact: true }).press("ArrowUp"),
  ]);
  await Promise.all([press(here, "Shuffle"), there.locator("[data-action=skip]").click()]);
  await until("all that was wished for has come to its end", async () => {
    const [one, other] = await Promise.all([shown(here), shown(there)]);
    return one.join() === party.titles().join() && other.join() === one.join();
  });
  await Promise.all(people.map(({ context }) => context.close()));
});
