import type { Route } from "playwright";
import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { item, script } from "./music-script.ts";
import { LISTENER, openPlayerPages, violationsOn } from "./player-ground.ts";

const { come } = openPlayerPages();

test("one searches by typing, once for what was typed, and adds with the keyboard; what was found stays for more", async () => {
  const { page, music } = await come(script());
  // In one go: however slow the machine is, nobody stops typing.
  await page.evaluate(`
    const input = document.querySelector("#add-input");
    input.focus();
    for (const end of [3, 6, 9]) {
      input.value = "tidewater".slice(0, end);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }`);
  await page.locator(".found li").first().waitFor();
  expect(music.lookups).toEqual(["search?cluster=main&query=tidewater"]);
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "play", query: "https://music.example/20" });
  await page.locator(".found [data-added=there]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".found").waitFor({ state: "detached" });
  expect(await page.locator("#add-input:focus").inputValue()).toBe("");
});

test("who steers puts a link, and what was found, ahead of all others", async () => {
  const { page, music } = await come(script());
  await page.locator("#add-input").fill("https://music.example/1");
  await page.getByRole("button", { name: "Play next", exact: true }).click();
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "play", query: "https://music.example/1", isNext: true });
  await page.locator("#add-input").fill("tide");
  await page.getByRole("button", { name: /^Play Tidewater .* next$/ }).click();
  await until("the next command came", () => music.commands.length === 2);
  expect(music.commands[1]).toMatchObject({ query: "https://music.example/20", isNext: true });
});

test("who listens with others adds to the end alone, and reads what the bot says to that", async () => {
  const answer = () => ({ outcome: "refused", message: "your voice channel is not mine", rev: null });
  const { page, music } = await come(script({ rights: LISTENER, answer }));
  await page.locator("#add-input").fill("tide");
  await page.locator(".found-row").first().waitFor();
  expect(await page.getByRole("button", { name: /next$/ }).count()).toBe(0);
  await page.locator(".found-add").first().click();
  await page.locator(".add .player-note").getByText("Your voice channel is not mine.").waitFor();
  expect(await page.locator("[data-added]").count()).toBe(0);
  expect(music.commands[0]).not.toHaveProperty("isNext");
});

test("an answer to what was typed before is not shown, however late it comes; a service that fails often says so", async () => {
  const { page } = await come(
    script({
      found: (_, query) => ({
        tracks: [item(20, { title: `${query.get("query")} at ${query.get("source") ?? "the usual"}` })],
      }),
    }),
  );
  const late: Route[] = [];
  await page.route(/query=first/, (route) => late.push(route));
  const input = page.locator("#add-input");
  await input.fill("first");
  await until("it was asked for", () => late.length === 1);
  await input.fill("second");
  await page.getByText("second at the usual").waitFor();
  await page.getByRole("button", { name: "SoundCloud often fails" }).click();
  await page.getByText("second at soundcloud").waitFor();
  const answer = { json: { tracks: [item(20, { title: "first, but late" })] } };
  await late[0]?.fulfill(answer).catch(() => {});
  // What is asked for after it is answered after it.
  await page.evaluate("fetch('/api/session').then((answer) => answer.text())");
  expect(await page.locator(".found .track-title").allInnerTexts()).toEqual(["second at soundcloud"]);
});
