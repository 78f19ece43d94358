import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { item, playing, script } from "./music-script.ts";
import {
  LISTENER,
  ONLOOKER,
  openPlayerPages,
  overflowOf,
  PHONE,
  spokenOn,
  titlesOn,
  violationsOn,
} from "./player-ground.ts";
import type { MusicScript } from "./scripted-music.ts";

const { come, goToServer } = openPlayerPages();

/** A bot that never answers. */
const silent = () => new Promise<object>(() => {});
const stream = { isStream: true, durationMs: 0, title: "Harbour Radio" };
const rightToLeft = { title: "أغنية الليل الطويل", author: "فرقة الشرق" };
const LOOKS: readonly (readonly [string, MusicScript])[] = [
  ["one plays", script()],
  ["nothing plays", script({ player: null })],
  ["a live stream loads", script({ player: playing(1, { state: "buffering", current: item(0, stream) }) })],
  [
    "titles are long, or run from right to left",
    script({ player: playing(4, { current: item(3), queue: [item(1, rightToLeft)] }) }),
  ],
  ["the bot is away", script({ isAway: true })],
  ["one may only look", script({ rights: ONLOOKER })],
  [
    "others vote, and a track repeats",
    script({ player: playing(3, { votes: { have: 1, need: 3 }, loop: "track" }) }),
  ],
  ["one votes", script({ rights: LISTENER, player: playing(3, { votes: { have: 1, need: 3 } }) })],
  ["nobody is signed in", script({ signedIn: false })],
];

test.each(LOOKS)("where %s, axe finds nothing, and nothing runs out of the page", async (_, its) => {
  const { page } = await come(its, { colorScheme: "dark" });
  expect(await violationsOn(page)).toEqual([]);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize(PHONE.viewport);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await violationsOn(page)).toEqual([]);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
});

test("on touch each control is 44 px high and wide, and forced colours leave nothing to axe", async () => {
  const { page } = await come(script(), { ...PHONE, hasTouch: true, isMobile: true, forcedColors: "active" });
  const small = await page.evaluate<string[]>(`
    [...document.querySelectorAll(".player :is(button, input, summary)")]
      .filter((its) => its.getBoundingClientRect().height < 44 || its.getBoundingClientRect().width < 44)
      .map((its) => its.outerHTML)`);
  expect(small).toEqual([]);
  expect(await violationsOn(page, false)).toEqual([]);
});

test("a press is one command with an id and what was seen, shows before the bot has answered, and is taken back where it is refused", async () => {
  let answer = (_: object) => {};
  const its = script({ answer: () => new Promise((resolve) => (answer = resolve)) });
  const { page, music } = await come(its);
  await page.locator("[data-action=skip]").click();
  await page.getByRole("heading", { name: "Slow Boat to the Archipelago" }).waitFor();
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({
    action: "skip",
    seenRev: 10,
    id: expect.stringMatching(/^[\w-]+$/),
  });
  answer({ outcome: "refused", message: "only a DJ may skip", rev: null });
  await page.getByRole("heading", { name: "Northern Lights", exact: true }).waitFor();
  await page.locator(".steer .player-note").getByText("Only a DJ may skip.").waitFor();
  await until("it is spoken", async () => (await spokenOn(page)).includes("Only a DJ may skip."));
});

test("of what nobody knows whether it was done it is said to look at the player", async () => {
  const { page } = await come(script({ answer: () => ({ outcome: "unknown", message: "", rev: null }) }));
  await page.locator("[data-action=stop]").click();
  await page.locator(".steer .player-note").getByText("Look at the player").waitFor();
  await page.getByRole("heading", { name: "Northern Lights", exact: true }).waitFor();
});

test("what waits while nothing plays is begun by a press", async () => {
  const { page, music } = await come(script({ player: playing(2, { current: null, state: "idle" }) }));
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole("button", { name: "Play what waits" }).click();
  await until("the command came", () => music.commands[0]?.["action"] === "skip");
});

test("a double click is one command", async () => {
  const { page, music } = await come(script());
  await page.locator("[data-action=skip]").dblclick();
  // The button says another thing by the time of the second click.
  await page.locator("[data-action=pause]").dblclick();
  await page.locator("[data-action=shuffle]").click();
  await until("the shuffle came", () => music.commands.some(({ action }) => action === "shuffle"));
  expect(music.commands.map(({ action }) => action)).toEqual(["skip", "pause", "shuffle"]);
});

test("keys move the playhead, which says where it is; pressed in a row they are one command", async () => {
  const { page, music } = await come(script({ player: playing(1, { state: "paused" }), answer: silent }));
  const bar = page.getByRole("slider", { name: "Place in the track" });
  expect(await bar.getAttribute("aria-valuetext")).toBe("1 min 4 s of 2 min 30 s");
  await bar.focus();
  await page.keyboard.press("ArrowRight");
  expect(await bar.getAttribute("aria-valuetext")).toBe("1 min 5 s of 2 min 30 s");
  await until("the command came", () => music.commands.length === 1);
  // In one go: however slow the machine is, no key rests.
  await page.evaluate(`
    const bar = document.querySelector(".seek input");
    for (const step of [1, 2, 3]) {
      bar.stepUp(step);
      for (const name of ["input", "change"]) bar.dispatchEvent(new Event(name, { bubbles: true }));
    }`);
  await until("the next command came", () => music.commands.length > 1);
  expect(music.commands).toMatchObject([
    { action: "seek", positionMs: 65_000 },
    { action: "seek", positionMs: 71_000 },
  ]);
});

test("on a phone what plays stays at hand while one looks at the queue", async () => {
  let answer = (_: object) => {};
  const its = script({ player: playing(40), answer: () => new Promise((resolve) => (answer = resolve)) });
  const { page, music } = await come(its, PHONE);
  await page.getByText("Played before").scrollIntoViewIfNeeded();
  const bar = page.getByRole("region", { name: "What plays" });
  await bar.getByText("Northern Lights").waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await bar.getByRole("button", { name: "Pause" }).click();
  await bar.getByRole("button", { name: "Play", exact: true }).waitFor();
  await until("the command came", () => music.commands[0]?.["action"] === "pause");
  answer({ outcome: "refused", message: "only a DJ may pause", rev: null });
  await bar.getByText("Only a DJ may pause.").waitFor();
  await bar.getByText("Northern Lights").click();
  await bar.waitFor({ state: "detached" });
});

test("what others do shows by itself, and is spoken", async () => {
  const { page, music } = await come(script());
  music.tell("song_changed", { rev: 11, at: Date.now(), current: item(5) });
  music.tell("queue_updated", { rev: 11, at: Date.now(), queue: [item(6)], total: 1, totalMs: 200_000 });
  await page.getByRole("heading", { name: "Copper Wire" }).waitFor();
  await until("the queue is new", async () => (await titlesOn(page)).join() === "Tidewater");
  await until("it is spoken", async () => (await spokenOn(page)) === "Now playing Copper Wire.");
});

test("titles and links that try to do harm are but words", async () => {
  const title = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
  const evil = { title, author: "</p><b>bold</b>\u202e", uri: "javascript:document.title=2" };
  const player = playing(2, { current: item(0, evil), queue: [item(1, evil), item(2)] });
  const { page } = await come(script({ player }));
  expect(await page.locator("#now-title").innerText()).toBe(title);
  expect(
    await page.locator("shardlight-player img, shardlight-player script, shardlight-player b").count(),
  ).toBe(0);
  expect(await page.locator("a[href^='javascript']").count()).toBe(0);
  expect(await page.locator(".track-title:not(:has(bdi)), .now-title:not(:has(bdi))").count()).toBe(0);
});

test("lyrics follow the track, and the page asks no other host", async () => {
  const asked: string[] = [];
  const { page, music } = await come(script());
  page.on("request", (request) => asked.push(request.url()));
  await page.getByText("Lyrics", { exact: true }).click();
  await page.locator(".lyrics [data-now]").waitFor();
  await page.getByText("Played before").click();
  const again = page.getByRole("button", { name: /^Add .* again$/ });
  await again.first().waitFor();
  expect(asked.filter((url) => !url.startsWith(music.url))).toEqual([]);
});

test("without JavaScript it says that it needs it, and shows nothing of the server", async () => {
  const { page } = await come(script(), { javaScriptEnabled: false });
  await page.getByRole("heading", { name: "This page needs JavaScript" }).waitFor();
  expect(await page.content()).not.toContain("Lighthouse");
});

test("who is kept out by the bot reads why, in its words", async () => {
  const refusal = { status: 403, message: "only members may look at this player" };
  const { page } = await come(script({ refusal }));
  await page.locator(".gate").getByText("only members may look at this player").waitFor();
});

test("who is signed out while they look is asked to sign in again", async () => {
  const { page, music } = await come(script());
  music.tell("end", { reason: "signed_out", message: "" });
  await page.getByRole("heading", { name: "Sign in to see what plays" }).waitFor();
  expect(await page.locator(".track").count()).toBe(0);
});

test("the server itself says to whom it does not know that they can sign in", async () => {
  const { page } = await goToServer();
  await page.getByRole("heading", { name: "Sign in to see what plays" }).waitFor();
});
