import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import {
  ALL_FIELDS,
  type Announced,
  type NodesGround,
  rowOf,
  says,
  startNodesGround,
} from "./nodes-ground.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let ground: NodesGround;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => ground.end());

const overflow = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");

/** What axe finds in the panel. */
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run('shardlight-nodes').then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};

const LOOKS = [
  ["a desktop", {}],
  ["a desktop in the dark", { colorScheme: "dark" }],
  ["a phone", { viewport: { width: 360, height: 740 } }],
  [
    "a phone in the dark, without motion",
    { viewport: { width: 360, height: 740 }, colorScheme: "dark", reducedMotion: "reduce" },
  ],
] as const;

test.each(LOOKS)(
  "one node on %s: axe finds nothing, and nothing runs out of the page",
  async (_, options) => {
    ground = await startNodesGround({ AUDIO_PUBLIC: ALL_FIELDS });
    const { id } = await ground.startNode("Frankfurt", { region: "eu-central" });
    await ground.patch(id, { override: { youtube: "limited" } });
    const { page } = await ground.come(browser, options);
    await says(page, "Frankfurt", "YouTube refuses this node");
    await rowOf(page, "Frankfurt").locator("summary").click();
    await page.locator(".node-body").getByText("Lavalink 4.2.2").waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    if ("reducedMotion" in options) {
      const durations = await page.evaluate<number[]>(
        "document.getAnimations().map((its) => Number(its.effect?.getTiming().duration ?? 0))",
      );
      expect(durations.filter((duration) => duration > 10)).toEqual([]);
    }
  },
);

test.each(LOOKS)(
  "200 nodes on %s: all are there, the worst first, and nothing runs out of the page",
  async (_, options) => {
    ground = await startNodesGround({ AUDIO_PUBLIC: ALL_FIELDS });
    const nodes: Announced[] = [];
    for (let number = 1; number <= 200; number += 1) nodes.push(await ground.startNode(`node-${number}`));
    const { page } = await ground.come(browser, options);
    const rows = page.locator("shardlight-nodes li");
    await until("all are listed", async () => (await rows.count()) === 200, 20_000);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await ground.patch(nodes[149]?.id ?? "", { action: "retire" });
    await until("what is over is last", async () =>
      ((await rows.last().textContent()) ?? "").includes("node-150"),
    );
    await page.locator("shardlight-nodes summary").first().click();
    await page.locator(".node-body").waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  },
);
