import type { Locator, Page } from "playwright";
import { until } from "../support/until.ts";

/** The title of what plays, as a page shows it. */
const shownTitle = (page: Page): Promise<string> =>
  page.evaluate("document.querySelector('.now:not([data-empty]) #now-title')?.textContent ?? ''");

/** Waits until a page shows that this plays. */
export const plays = (page: Page, title: string): Promise<unknown> =>
  until(`the page shows ${title}`, async () => (await shownTitle(page)) === title);

/** Waits until what waits is in this order on a page. */
export const waits = (page: Page, titles: readonly string[]): Promise<unknown> =>
  until(
    `the page shows ${titles.join(", ")}`,
    async () =>
      (await page.locator("shardlight-queue .track-title").allInnerTexts()).join() === titles.join(),
  );

/** Waits until a page says something near a control. */
export const says = (page: Page, words: string): Promise<void> =>
  page.locator(".player-note").getByText(words, { exact: true }).waitFor();

/** A button of the player by what it does. */
export const deck = (page: Page, action: string): Locator => page.locator(`[data-action=${action}]`);

/** Adds what a link leads to. */
export const add = async (page: Page, link: string): Promise<void> => {
  await page.getByRole("searchbox", { name: "Add a track" }).fill(link);
  await page.getByRole("button", { name: "Add", exact: true }).click();
};

/** Has a page note when it is pressed, and when it shows which title. */
export const noteTimes = (page: Page): Promise<void> =>
  page.evaluate(`
    window.shownAt = {};
    addEventListener("click", () => { window.pressedAt = Date.now(); }, true);
    new MutationObserver(() => {
      const title = document.querySelector("#now-title")?.textContent ?? "";
      window.shownAt[title] ??= Date.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });`);

/** From the last press on one page to a title on the other, in ms. */
export const timeTo = async (pressed: Page, shown: Page, title: string): Promise<number> => {
  const pressedAt = await pressed.evaluate<number>("window.pressedAt");
  return (await shown.evaluate<number>(`window.shownAt[${JSON.stringify(title)}]`)) - pressedAt;
};

/** Before any script of a page: its stream can be held, as a slow line would, and it is noted when time was told. */
export const HOLDABLE = `
  window.held = [];
  window.isHeld = false;
  window.tickAt = 0;
  window.EventSource = class extends EventSource {
    addEventListener(name, hear) {
      super.addEventListener(name, (event) => {
        if (name === "tick") window.tickAt = Date.now();
        if (window.isHeld && name === "rights") window.held.push(() => hear(event));
        else hear(event);
      });
    }
  };`;

/** Has a page not hear yet that rights have moved; resolves once they have. */
export const whileRightsMove = async (page: Page, move: () => void): Promise<void> => {
  await page.evaluate("window.isHeld = true");
  move();
  await until("rights have moved", async () => (await page.evaluate<number>("window.held.length")) > 0);
};

/** Lets it hear what was held. */
export const release = (page: Page): Promise<void> =>
  page.evaluate("window.isHeld = false; for (const hear of window.held.splice(0)) hear();");

/** Waits until a page has just heard a tick: what it hears within the next 3 s is no tick. */
export const justTicked = (page: Page): Promise<unknown> =>
  until("the page has just heard a tick", () => page.evaluate<boolean>("Date.now() - window.tickAt < 2_000"));
