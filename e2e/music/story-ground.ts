import type { BrowserContextOptions, Page } from "playwright";
import { expect } from "vitest";
import { newPerson, startSignIn } from "../sign-in/ground.ts";
import { launchBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import {
  type BotName,
  SHARD_COUNTS,
  type StoryBot,
  type StoryBotParts,
  startStoryBot,
} from "./story-bot-ground.ts";
import { HOLDABLE } from "./story-page-ground.ts";
import { accountOf, GUILD, type Guest, isInServer } from "./story-people-ground.ts";

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1_280, height: 800 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  ...{ hasTouch: true, isMobile: true, deviceScaleFactor: 2, colorScheme: "dark" },
};

/** A guest's browser, where they are signed in. */
export interface Seat {
  readonly page: Page;
  /** Another page in the same browser. */
  another(path: string): Promise<Page>;
  /** Writes as a script of the page does; the answer's status. */
  post(path: string): Promise<number>;
}

/** The built server with its bots, and the people who come. */
export interface Story {
  readonly url: string;
  readonly server: Awaited<ReturnType<typeof startSignIn>>["server"];
  /** What it was started with, for when it is started again. */
  readonly settings: Record<string, string>;
  bot(name: BotName): StoryBot;
  /** Someone goes into a voice channel, or leaves all; every bot hears it. */
  enter(guest: Guest, roomId: string | null): void;
  /** Someone signs in at Discord, and comes to a path; default: the music of the server. */
  come(guest: Guest, options: BrowserContextOptions, path?: string): Promise<Seat>;
  /** A page in a browser that nobody used. */
  stranger(options: BrowserContextOptions): Promise<Page>;
  /** Expects that no page had a fault, and ends all. */
  end(): Promise<void>;
}

interface StoryParts {
  /** `main` alone by default. */
  readonly bots?: readonly BotName[];
  /** Settings of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the bots need that only the running server can give. */
  readonly botParts?: (server: Story["server"]) => Promise<Pick<StoryBotParts, "token" | "pool">>;
}

const CLUSTERS = Object.entries(SHARD_COUNTS).map(([name, count]) => `${name}:${count}`);

/** How many bots the server knows to be in a server of the person whose page it is. */
const KNOWN_BOTS = `fetch("/api/servers").then((answer) => answer.json()).then(({ servers }) => servers?.[0]?.clusters.length ?? 0)`;

/** Starts the server, its bots and the browser. */
export const openStory = async (parts: StoryParts = {}): Promise<Story> => {
  const { bots: names = ["main"], env = {}, botParts = async () => ({}) } = parts;
  const [site, browser] = await Promise.all([
    startSignIn({ CLUSTERS: CLUSTERS.join(";"), ...env }),
    launchBrowser(),
  ]);
  const { url, server, settings } = site;
  const more = await botParts(server);
  const bots = await Promise.all(names.map((name) => startStoryBot({ name, url, ...more })));
  const faults: string[] = [];
  const watchFaults = (page: Page) => {
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) faults.push(message.text());
    });
  };
  return {
    url,
    server,
    settings,
    bot: (name) => {
      const bot = bots.find((one) => one.name === name);
      if (bot === undefined) throw new Error(`there is no bot ${name}`);
      return bot;
    },
    enter: ({ id }, roomId) => {
      for (const { discord } of bots) discord.people.enter(GUILD, id, roomId);
    },
    come: async (guest, options, path = `/servers/${GUILD}`) => {
      site.discord.person = accountOf(guest);
      const { page, context, signIn, post } = await newPerson(browser, url, options);
      await context.addInitScript(HOLDABLE);
      context.on("page", watchFaults);
      watchFaults(page);
      await signIn("/api");
      const areKnown = async () => (await page.evaluate(KNOWN_BOTS)) === names.length;
      if (isInServer(guest)) await until("the server knows the bots", areKnown);
      await page.goto(url + path);
      return {
        page,
        post,
        another: async (there) => {
          const other = await context.newPage();
          await other.goto(url + there);
          return other;
        },
      };
    },
    stranger: async (options) => {
      const page = await (await browser.newContext(options)).newPage();
      watchFaults(page);
      return page;
    },
    end: async () => {
      await browser.close();
      await Promise.all(bots.map((bot) => bot.end()));
      await site.close();
      expect(faults).toEqual([]);
    },
  };
};

/** Keeps a picture of the page where someone asked for pictures: STORY_PICTURES names the folder. */
export const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env["STORY_PICTURES"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
