import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainText } from "../../bot-plugin/src/music/plain-text.ts";
import { newPerson } from "../sign-in/ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { accountOf, GUILD, guestId } from "./guests.ts";
import { GUILD_NAMES, openHostileParty } from "./hostile-party.ts";
import { HIT, HOSTILE_WORDS, wordAt } from "./hostile-words.ts";
import { guestAt, type Party } from "./party.ts";

const EVENTS = /^(snapshot|rights|tick|(song|volume|loop|effect|state|position)_changed|queue_updated)$/;
/** As people are to read it. */
const shown = (word: string) => plainText(word, 300);

let party: Party;
let browser: Browser;
let page: Page;
const dialogs: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  [party, browser] = await Promise.all([openHostileParty(), launchBrowser()]);
  const person = await newPerson(browser, party.ground.url);
  page = person.page;
  page.setDefaultTimeout(10_000);
  party.ground.discord.person = accountOf(guestId(1), wordAt(1), GUILD_NAMES);
  await person.signIn(`/servers/${GUILD}`);
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  person.context.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await page
    .locator("shardlight-queue .track")
    .nth(HOSTILE_WORDS.length - 3)
    .waitFor();
});
afterAll(async () => {
  await browser?.close();
  await party?.close();
});

const texts = async (selector: string): Promise<readonly string[]> =>
  (await page.locator(selector).allTextContents()).map((text) => text.trim());

/** Whether anything on the page is more than text. */
const assertNothingRan = async () => {
  expect(dialogs).toEqual([]);
  expect(await page.evaluate(`window.${HIT} ?? null`)).toBeNull();
  expect(await page.evaluate("({}).polluted ?? null")).toBeNull();
  const parts =
    "main script, main iframe, main object, main b, [onerror], [onload], main img:not([src^='/'])";
  expect(await page.locator(parts).count()).toBe(0);
  const links = await page.evaluate<string[]>("Array.from(document.links, ({ protocol }) => protocol)");
  expect(links.filter((protocol) => !/^https?:$/.test(protocol))).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(party.ground.url))).toEqual([]);
};

test("what is in the queue, in the head and in the tab is read as it is written, and no more", async () => {
  const titles = HOSTILE_WORDS.map(shown);
  expect(await page.locator("#now-title").textContent()).toBe(titles[1]);
  expect(await texts("shardlight-queue .track-title")).toEqual(titles.slice(2));
  expect((await texts("shardlight-queue .track-facts"))[0]).toContain(shown(wordAt(1)));
  expect((await texts(".now-facts"))[0]).toMatch(/ · constructor$/);
  expect(await page.locator("h1").first().textContent()).toContain("<img src=x");
  expect(await page.title()).toContain("svg/onload");
  await assertNothingRan();
});

test("so are lyrics, what was played, what is found, keys, and what the bot refuses with", async () => {
  await page.getByText("Lyrics", { exact: true }).click();
  await page
    .locator(".lyrics p")
    .nth(HOSTILE_WORDS.length - 1)
    .waitFor();
  expect(await texts(".lyrics p")).toEqual(HOSTILE_WORDS.map(shown));
  await page.getByText("Played before").click();
  await until("the former track is there", async () =>
    (await texts("shardlight-track-past .track-title")).includes(shown(wordAt(0))),
  );
  await page.locator("#add-input").pressSequentially("tea");
  await page.locator(".found li").nth(5).waitFor();
  expect(
    (await texts(".found .track-title")).filter((title) => HOSTILE_WORDS.map(shown).includes(title)),
  ).not.toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByText("Keys and networks").click();
  await page.locator(".key-label").nth(5).waitFor();
  expect((await texts(".key-label")).join(" ")).toContain("<img src=x onerror=");
  await page.locator("[data-action=stop]").click();
  await until("it reads why", async () => ((await texts(".player-note"))[0] ?? "").includes("<script>"));
  await assertNothingRan();
});

test("so are the names of servers on the first page", async () => {
  await page.goto(party.ground.url);
  await page.locator("shardlight-servers a, shardlight-servers li").first().waitFor();
  expect(await page.locator("shardlight-servers").textContent()).toContain("<img src=x onerror=");
  await assertNothingRan();
});

test("so is whom a one-time link is for, and where it leads", async () => {
  const [name, guildName] = [wordAt(0).slice(0, 100), wordAt(1).slice(0, 100)];
  const invite = { type: "invite", id: "hostile", userId: guestId(2), name, guildId: GUILD, guildName };
  party.bot.shardlight.channel.send(invite);
  const url = await until("there is a link", () =>
    party.heard.flatMap((frame) => (frame.type === "invited" ? frame.url : null)).find((its) => its !== null),
  );
  await page.goto(url ?? "");
  expect(await page.locator("body").textContent()).toContain(guildName);
  await assertNothingRan();
});

test("streams, sockets and answers hold events of ours and JSON alone, and the log one line for each entry", async () => {
  const guest = guestAt(party, 1);
  const [stream, socket] = [await guest.watch(), await guest.dial()];
  await stream.next(({ event }) => event === "snapshot");
  await guest.wish("shuffle");
  await guest.wish("skip");
  await stream.next(({ event }) => event === "song_changed");
  await socket.frames.next(({ event }) => event === "song_changed");
  socket.send({ action: "stop", id: "constructor" });
  const { data } = await socket.frames.next(({ event }) => event === "result");
  expect(data).toMatchObject({
    id: "constructor",
    outcome: "refused",
    message: expect.stringMatching(/^<img.* event: end data: /),
  });
  for (const { event, data: text } of stream.events) {
    expect(event).toMatch(EVENTS);
    expect(JSON.parse(text)).toBeTypeOf("object");
  }
  for (const { event } of socket.frames.items) expect(event === "result" || EVENTS.test(event)).toBe(true);
  for (const what of ["status", "queue", "settings", "lyrics", "history", "search?query=tea"]) {
    const { status, headers, text } = await guest.read(what);
    expect([what, status, headers.get("content-type")]).toEqual([what, 200, "application/json"]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2028\ud800-\udfff]/);
  }
  for (const path of ["/api/servers", "/api/session"]) expect((await guest.get(path)).status).toBe(200);
  const nonsense = { query: wordAt(0), ["__proto__"]: { polluted: 1 }, constructor: { polluted: 1 } };
  expect((await guest.wish("play", nonsense)).status).toBe(400);
  for (const word of HOSTILE_WORDS.slice(0, 5)) {
    const refused = await guest.read(
      `${encodeURIComponent(word.slice(0, 40))}?x=${encodeURIComponent("\r\nx: y")}`,
    );
    expect(refused.status).toBe(404);
  }
  expect(party.ground.server.logs.filter((line) => "text" in line)).toEqual([]);
  expect(party.ground.server.stderr()).toBe("");
});
