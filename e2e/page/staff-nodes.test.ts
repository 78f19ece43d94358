import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { type NodesGround, rowOf, says, startNodesGround } from "./nodes-ground.ts";

let browser: Browser;
let ground: NodesGround;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => ground.end());

test("who is not of staff sees no buttons", async () => {
  ground = await startNodesGround({ AUDIO_PUBLIC: "state,label" });
  await ground.startNode("Frankfurt");
  const { page } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  await rowOf(page, "Frankfurt").locator("summary").click();
  await page.locator(".node-body").waitFor();
  expect(await page.locator("[data-order]").count()).toBe(0);
});

test("staff see what others do not, are asked whether they are sure, and told why not", async () => {
  ground = await startNodesGround({ AUDIO_PUBLIC: "state,label" });
  const { id } = await ground.startNode("Frankfurt");
  const { page } = await ground.come(browser);
  await says(page, "Frankfurt", "in use");
  const sent: unknown[] = [];
  let isKnown = false;
  // Who is of staff is the sign-in's affair: here the page is told so, and its requests get operations' answers.
  await page.route("**/api/v1/audio/nodes**", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH")
      return route.fulfill({ json: await ground.seen(new URL(request.url()).pathname) });
    sent.push(request.postDataJSON());
    if (!isKnown) return route.fulfill({ status: 403, json: { error: { message: "sign in again" } } });
    await ground.patch(id, request.postDataJSON());
    return route.fulfill({ json: {} });
  });
  await page.route(ground.server.url, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('data-viewer=""', 'data-viewer="staff"');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(ground.server.url);
  await says(page, "Frankfurt", "in use");
  await rowOf(page, "Frankfurt").locator("summary").click();
  await page.locator(".node-body").getByText("127.0.0.1").waitFor();
  await page.locator("[data-order=retire]").click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave it" }).click();
  expect(sent).toEqual([]);
  await page.locator("[data-order=retire]").click();
  await page.locator(".order-yes").click();
  await page.getByRole("alert").getByText("sign in again").waitFor();
  isKnown = true;
  await page.locator(".order-yes").click();
  await until("the question is gone", async () => (await page.locator("dialog[open]").count()) === 0);
  expect(sent).toEqual([{ action: "retire" }, { action: "retire" }]);
  await page.locator("[data-order=return]").waitFor();
});

test.each(["nodes-element", "staff-desk"])(
  "a node that was opened before the script %s came stays open",
  async (script) => {
    ground = await startNodesGround({ AUDIO_PUBLIC: "state,label" });
    await ground.startNode("Frankfurt");
    const { page } = await ground.come(browser);
    await says(page, "Frankfurt", "in use");
    let isAsked = false;
    let letCome = () => {};
    const gate = new Promise<void>((resolve) => {
      letCome = resolve;
    });
    await page.route(`**/${script}*.js`, async (route) => {
      isAsked = true;
      await gate;
      await route.continue();
    });
    await page.route(ground.server.url, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('data-viewer=""', 'data-viewer="staff"');
      await route.fulfill({ response: answer, body });
    });
    await page.reload();
    await until("the script is asked for", () => isAsked);
    const row = rowOf(page, "Frankfurt").locator("details");
    await row.locator("summary").click();
    letCome();
    await page.locator("shardlight-node-order").waitFor({ state: "attached" });
    expect(await row.getAttribute("open")).not.toBeNull();
    await row.getByText("Bots play music through it.").waitFor();
  },
);
