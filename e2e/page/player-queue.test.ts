import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { item, playing, script } from "./music-script.ts";
import {
  LISTENER,
  openPlayerPages,
  overflowOf,
  PHONE,
  spokenOn,
  titlesOn,
  violationsOn,
} from "./player-ground.ts";

const { come } = openPlayerPages();
/** A bot that never answers. */
const silent = () => new Promise<object>(() => {});

test("an entry moves by keys, keeps the focus, and says where it stands", async () => {
  const { page, music } = await come(script({ player: playing(3), answer: silent }));
  await page.getByRole("button", { name: "Move Paper Lanterns", exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  await until("it stands first", async () => (await titlesOn(page))[0] === "Paper Lanterns");
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "move", uid: "uid-2", before: "uid-1" });
  expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
    "Move Paper Lanterns",
  );
  expect(await spokenOn(page)).toBe("Paper Lanterns, now 1 of 3");
});

test("an entry is dragged to another place, and comes along with the pointer", async () => {
  const { page, music } = await come(script({ player: playing(3), answer: silent }));
  const grip = await page.getByRole("button", { name: /^Move Slow Boat/ }).boundingBox();
  const last = await page.locator("shardlight-queue .track").nth(2).boundingBox();
  if (grip === null || last === null) throw new Error("nothing to drag");
  await page.mouse.move(grip.x + 5, grip.y + 10);
  await page.mouse.down();
  await page.mouse.move(grip.x + 5, last.y + 5, { steps: 5 });
  const dragged = await page.locator("[data-drag=dragged]").boundingBox();
  expect(Math.abs((dragged?.y ?? 0) - last.y)).toBeLessThan(20);
  await page.mouse.up();
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "move", uid: "uid-1", before: "uid-3" });
});

test("an entry is dragged with a finger", async () => {
  const { page, music } = await come(script({ player: playing(3), answer: silent }), {
    ...PHONE,
    hasTouch: true,
    isMobile: true,
  });
  const grip = page.getByRole("button", { name: /^Move Slow Boat/ });
  await grip.scrollIntoViewIfNeeded();
  const from = await grip.boundingBox();
  const last = await page.locator("shardlight-queue .track").nth(2).boundingBox();
  if (from === null || last === null) throw new Error("nothing to drag");
  const touch = await page.context().newCDPSession(page);
  const at = (type: string, y: number) =>
    touch.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: type === "touchEnd" ? [] : [{ x: from.x + 8, y }],
    });
  await at("touchStart", from.y + 10);
  for (const share of [0.3, 0.6, 1]) await at("touchMove", from.y + 10 + (last.y + 5 - from.y - 10) * share);
  await at("touchEnd", 0);
  await until("the command came", () => music.commands.length === 1);
  expect(music.commands[0]).toMatchObject({ action: "move", uid: "uid-1", before: "uid-3" });
});

test("what the bot does not let one do with an entry is said at that entry, which stays", async () => {
  const refusal = { outcome: "refused", message: "others asked for that", rev: null };
  const { page } = await come(script({ answer: () => refusal }));
  await page.getByRole("button", { name: "Remove Paper Lanterns" }).click();
  await page.locator("[data-uid=uid-2] .player-note").getByText("Others asked for that.").waitFor();
  expect(await violationsOn(page)).toEqual([]);
});

test("who listens with others removes but what they asked for themselves", async () => {
  const rights = { ...LISTENER, may: [...LISTENER.may, "remove"] };
  const { page } = await come(script({ rights, player: playing(3) }));
  await page.locator(".track").nth(2).waitFor();
  const removals = page.getByRole("button", { name: /^Remove/ });
  expect(await removals.evaluateAll((its) => its.map((one) => one.getAttribute("aria-label")))).toEqual([
    "Remove Paper Lanterns",
  ]);
});

test("2,000 tracks come in pages as one scrolls", async () => {
  const { page, music } = await come(script({ player: playing(2_000) }));
  expect(await page.locator("shardlight-queue .track").count()).toBe(50);
  await page.locator(".queue-more").scrollIntoViewIfNeeded();
  await until("more came", async () => (await page.locator("shardlight-queue .track").count()) >= 100);
  expect(music.lookups[0]).toMatch(/^queue\?cluster=main&from=50$/);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
});

test("entries behind the first page that have moved are asked for again, and stand where the bot says", async () => {
  let isMoved = false;
  const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
  const its = script({
    player: playing(100, { queueMark: "one" }),
    answer: () => ({ outcome: "done", message: "", rev: 11 }),
    found: (_, query) => {
      const order = isMoved
        ? [...numbers.slice(0, 60), 95, ...numbers.slice(60).filter((its) => its !== 95)]
        : numbers;
      const from = Number(query.get("from"));
      return { items: order.slice(from, from + 50).map((number) => item(number)) };
    },
  });
  const { page, music } = await come(its);
  await page.locator(".queue-more").scrollIntoViewIfNeeded();
  await page.locator("[data-uid=uid-100]").waitFor();
  const place = async (uid: string) =>
    page.evaluate<number>(
      `[...document.querySelectorAll(".track")].findIndex((its) => its.dataset.uid === "${uid}")`,
    );
  expect(await place("uid-95")).toBe(94);
  isMoved = true;
  music.tell("queue_updated", {
    rev: 11,
    at: Date.now(),
    queue: playing(100).queue,
    queueMark: "two",
    total: 100,
    totalMs: 1,
  });
  await until("it stands where it is", async () => (await place("uid-95")) === 60);
  await until("nothing is in doubt", async () => (await page.locator("[data-unsure]").count()) === 0);
  expect(music.lookups.length).toBeGreaterThan(1);
});
