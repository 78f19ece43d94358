import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { visit } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer({ CLUSTERS: "main:60;patron_1:6", HEALTH_TIMEOUT: "600" });
  for (let shard = 0; shard < 60; shard += 1)
    await post(server.url, `/api/status/main/${shard}/${shard % 7}`);
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

test.each([
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["forced colours", { forcedColors: "active" }],
  ["more contrast", { contrast: "more" }],
  ["a phone", { viewport: { width: 320, height: 640 } }],
] as const)("axe finds nothing in %s, with an answer and details open", async (_, options) => {
  const { page, cell, close } = await visit(browser, `${server.url}/#guild=175928847299117063`, options);
  await page.locator(".finder-result").getByText("Your server is on shard 56 of main.").first().waitFor();
  await cell("main", 8).click();
  await page.evaluate(AXE);
  // Forced colours are the system's own, and axe reads those of the page.
  const rules = { "color-contrast": { enabled: !("forcedColors" in options) } };
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ rules: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  );
  const told = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html)
        .slice(0, 3)
        .join(" ")} ${nodes[0]?.failureSummary}`,
  );
  expect(told).toEqual([]);
  await close();
});

test.each([320, 390, 768, 1_920])("nothing runs out of a page %i px wide", async (width) => {
  const { page, close } = await visit(browser, `${server.url}/#guild=175928847299117063`, {
    viewport: { width, height: 800 },
  });
  await page.locator(".finder-result").getByText("Your server is on shard 56 of main.").first().waitFor();
  await page
    .getByRole("textbox")
    .fill(`https://canary.discord.com/channels/175928847299117063/${"9".repeat(19)}/${"8".repeat(19)}`);
  expect(
    await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth"),
  ).toBeLessThanOrEqual(0);
  await close();
});

test("reduced motion stops the pulses", async () => {
  const { page, close } = await visit(browser, server.url, { reducedMotion: "reduce" });
  const durations = await page.evaluate<number[]>(
    "document.getAnimations().map((animation) => Number(animation.effect?.getTiming().duration ?? 0))",
  );
  expect(durations.filter((duration) => duration > 10)).toEqual([]);
  await close();
});

test("nothing is loaded from another host", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(server.url);
  await page.getByText(/^live/).waitFor();
  expect([...hosts]).toEqual([new URL(server.url).host]);
  await context.close();
});
