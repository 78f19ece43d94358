import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { GUILD } from "./music-script.ts";
import { type MusicScript, type ScriptedMusic, startScriptedMusic } from "./scripted-music.ts";
import { type Visit, visit } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const PHONE = { viewport: { width: 360, height: 740 } };

/** Who listens with others: they add, and vote to skip. */
export const LISTENER: MusicScript["rights"] = {
  may: ["play", "skip"],
  isVoter: true,
  hasVoted: false,
  isManager: false,
};
export const ONLOOKER: MusicScript["rights"] = { may: [], isVoter: false, hasVoted: false, isManager: false };

/** A browser and a server for the tests of one file. */
export const openPlayerPages = () => {
  const its: { browser?: Browser; server?: TestServer } = {};
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    its.browser = await launchBrowser();
    its.server = await startServer();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await its.browser?.close();
    await its.server?.dispose();
  });
  const stand = (): { browser: Browser; server: TestServer } => {
    const { browser, server } = its;
    if (browser === undefined || server === undefined) throw new Error("they are started before the tests");
    return { browser, server };
  };
  const goTo = async (url: string, options: BrowserContextOptions): Promise<Visit> => {
    const visitor = await visit(stand().browser, url, options);
    ends.push(async () => {
      expect(visitor.faults).toEqual([]);
      await visitor.close();
    });
    return visitor;
  };
  return {
    /** Opens the page of the server itself. */
    goToServer: () => goTo(`${stand().server.url}/servers/${GUILD}`, {}),
    /** Opens the page of a server that does as a script says. */
    come: async (
      script: MusicScript,
      options: BrowserContextOptions = {},
      query = "",
    ): Promise<{ page: Page; music: ScriptedMusic }> => {
      const music = await startScriptedMusic(stand().server.url, script);
      ends.push(() => music.close());
      const { page } = await goTo(`${music.url}/servers/${GUILD}${query}`, options);
      await page.locator(".now, .gate").first().waitFor();
      return { page, music };
    },
  };
};

/** Titles of all that is shown to wait. */
export const titlesOn = (page: Page) => page.locator("shardlight-queue .track-title").allInnerTexts();

/** How many px the page is wider than its window. */
export const overflowOf = (page: Page) =>
  page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");

/** What axe finds. @param hasOwnColours false where the system's are forced, of which axe knows nothing */
export const violationsOn = async (page: Page, hasOwnColours = true): Promise<readonly string[]> => {
  await page.evaluate(AXE);
  const rules = JSON.stringify({ "color-contrast": { enabled: hasOwnColours } });
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    `axe.run({ rules: ${rules} }).then(({ violations }) => violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};

/** What was spoken last. */
export const spokenOn = (page: Page) => page.locator("shardlight-announcer").innerText();
