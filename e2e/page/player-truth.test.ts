import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { playing, script } from "./music-script.ts";
import { LISTENER, openPlayerPages, spokenOn, violationsOn } from "./player-ground.ts";

const { come } = openPlayerPages();

const TWO_BOTS = script().servers.map((its) => ({ ...its, clusters: ["main", "patron_1"] }));

test("a bot that goes leaves what was there, marked as old and how old; nothing can be steered until it is back", async () => {
  const { page, music } = await come(script());
  const enabled = page.locator(".player-body :is(button, input):enabled");
  const count = await enabled.count();
  music.tell("away", { at: Date.now() - 120_000 });
  await page.getByText(/The bot is away\. This is how it was 2 min( \d+ s)? ago\./).waitFor();
  expect(await enabled.count()).toBe(0);
  expect(await page.locator("#now-title").innerText()).toBe("Northern Lights");
  expect(await violationsOn(page)).toEqual([]);
  const place = await page.locator(".seek-times span").first().innerText();
  await until("its age counts up", async () =>
    /2 min \d+ s/.test(await page.locator(".player-age").innerText()),
  );
  expect(await page.locator(".seek-times span").first().innerText()).toBe(place);
  music.tell("snapshot", { at: Date.now(), isAway: false, player: playing(2, { rev: 3 }) });
  music.tell("back", { at: Date.now() });
  await page.locator(".player-age").waitFor({ state: "detached" });
  expect(await enabled.count()).toBeLessThan(count);
  expect(await enabled.count()).toBeGreaterThan(5);
  await until("it is spoken", async () => (await spokenOn(page)) === "The bot is back.");
});

test("nothing jumps when the bot goes", async () => {
  const { page, music } = await come(script());
  const places = () =>
    page.evaluate(
      "[...document.querySelectorAll('.deck, .track-words, .add-box')].map((its) => { const { x, y } = its.getBoundingClientRect(); return [x, y].join(); }).join(' ')",
    );
  const before = await places();
  music.tell("away", { at: Date.now() });
  await page.locator(".player-age").waitFor();
  expect(await places()).toBe(before);
});

test("a server that goes leaves what was known, as old as it was last heard, and is followed again without a reload", async () => {
  const { page, music } = await come(script());
  await page.route(/\/events\?/, (route) => route.abort());
  music.tell("end", { reason: "stopping", message: "" });
  await page.getByText("The server is not answering. This is how it was").waitFor();
  expect(await page.locator(".player-body button:enabled").count()).toBe(0);
  await page.unrouteAll();
  await page.locator(".player-age").waitFor({ state: "detached" });
  expect(await page.locator(".deck button:enabled").count()).toBe(5);
});

test("who can but vote has one button, which counts the votes and says that they have voted", async () => {
  let answer = (_: object) => {};
  const player = playing(3, { votes: { have: 1, need: 3 } });
  const its = {
    rights: LISTENER,
    player,
    answer: () => new Promise<object>((resolve) => (answer = resolve)),
  };
  const { page, music } = await come(script(its));
  await page.getByRole("button", { name: "Vote to skip: 1 of 3" }).click();
  const voted = page.getByRole("button", { name: "You voted to skip: 2 of 3", pressed: true });
  await voted.waitFor();
  await until("the command came", () => music.commands.length === 1);
  answer({ outcome: "refused", message: "join the bot's voice channel first", rev: null });
  await page.locator(".steer .player-note").getByText("Join the bot's voice channel first.").waitFor();
  await page.getByRole("button", { name: "Vote to skip: 1 of 3", pressed: false }).click();
  await until("the next command came", () => music.commands.length === 2);
  answer({ outcome: "done", message: "your vote counts: 2 of 3 to skip", rev: 11 });
  music.tell("state_changed", { rev: 11, at: Date.now(), state: "playing", votes: { have: 2, need: 3 } });
  await until("it is spoken", async () => (await spokenOn(page)) === "Your vote counts: 2 of 3 to skip.");
  await voted.click();
  await page.reload();
  await page.getByRole("button", { name: "Vote to skip: 1 of 3" }).waitFor();
  expect(music.commands).toHaveLength(2);
});

test("who voted before they came is told so", async () => {
  const player = playing(3, { votes: { have: 2, need: 3 } });
  const { page } = await come(script({ rights: { ...LISTENER, hasVoted: true }, player }));
  await page.getByRole("button", { name: "You voted to skip: 2 of 3", pressed: true }).waitFor();
});

test("two bots are two tabs with their names and states, and keys go from one to the other", async () => {
  const { found } = script();
  const its = script({
    servers: TWO_BOTS,
    found: (what, query) =>
      what === "status"
        ? { state: query.get("cluster") === "main" ? "playing" : "paused", isAway: false }
        : found(what, query),
  });
  const { page } = await come(its);
  await page.getByRole("tab", { name: "patron_1 paused" }).waitFor();
  await page.getByRole("tab", { name: "main playing" }).focus();
  await page.keyboard.press("ArrowRight");
  await until("the address says so", () => page.url().endsWith("?cluster=patron_1"));
  await page.getByRole("tab", { name: "patron_1 playing", selected: true }).waitFor();
  await page.getByRole("tabpanel", { name: /^patron_1/ }).waitFor();
  await page.keyboard.press("Home");
  await page.getByRole("tab", { name: /^main/, selected: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
});

test("a bot whose process is away says so on its tab", async () => {
  const servers = TWO_BOTS.map((its) => ({ ...its, away: ["patron_1"] }));
  const { page } = await come(script({ servers, found: () => ({ state: "idle", isAway: true }) }));
  await page.getByRole("tab", { name: "patron_1 away" }).waitFor();
});
