import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AgentProcess, startAgent } from "../audio/story/agent.ts";
import type { FakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { rowOf, says } from "../page/nodes-ground.ts";
import { shardlight } from "../support/cli.ts";
import type { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { MIXTAPE, MIXTAPE_TITLES, startNode } from "./story-bot-ground.ts";
import { DESKTOP, openStory, PHONE, picture, type Story } from "./story-ground.ts";
import { add, plays } from "./story-page-ground.ts";
import { DJ_ROLE, GUILD, LOUNGE, MIA, NOOR } from "./story-people-ground.ts";

const ENV = { AUDIO_POOLS: "main", AUDIO_PUBLIC: "state,label,players", STAFF: `${GUILD}/${DJ_ROLE}` };
const [FIRST] = MIXTAPE_TITLES;
const NAMES = ["Frankfurt", "Rotterdam"] as const;

let story: Story;
let staff: Page;
let listener: Page;
const nodes = new Map<string, FakeLavalink>();
const agents: AgentProcess[] = [];

beforeAll(async () => {
  const botParts = async ({ databasePath, dir, url }: TestServer) => {
    const tokenFor = async (...words: string[]) => {
      const told = await shardlight(
        ["token", "create", "--pool", "main", "--scope", ...words],
        { ...ENV, DATABASE_PATH: databasePath, CLUSTERS: "main:2;patron:3" },
        dir,
      );
      expect(told.code, told.stderr).toBe(0);
      return told.stdout;
    };
    const [announce, token] = await Promise.all([
      tokenFor("announce"),
      tokenFor("report,nodes", "--cluster", "main"),
    ]);
    for (const name of NAMES) {
      const node = await startNode();
      nodes.set(name, node);
      agents.push(startAgent({ url, token: announce, name, node }));
    }
    return { token, pool: "main" };
  };
  story = await openStory({ env: ENV, botParts });
  story.enter(MIA, LOUNGE);
  listener = (await story.come(MIA, PHONE)).page;
  staff = (await story.come(NOOR, DESKTOP, "/")).page;
  for (const name of NAMES) await says(staff, name, "in use");
});
afterAll(async () => {
  await story.end();
  await Promise.all(agents.map((agent) => agent.end()));
  for (const node of nodes.values()) await node.close();
});

/** Where the music is heard from. */
const heardFrom = (): string =>
  NAMES.filter((name) =>
    nodes
      .get(name)
      ?.players()
      .some(({ track }) => track !== null),
  ).join();

/** Opens a node's row, has it do something, and is sure. */
const order = async (name: string, what: string) => {
  const row = rowOf(staff, name);
  await row.locator(`[data-order=${what}]`).click();
  await picture(staff, `staff-${what}-asked-desktop`);
  await staff.locator(".order-yes").click();
  await until("the question is gone", async () => (await staff.locator("dialog[open]").count()) === 0);
};

test("staff empty an audio node from the page: its player moves, and the music goes on", async () => {
  await add(listener, MIXTAPE);
  await plays(listener, FIRST);
  const from = await until("it is heard", () => heardFrom() || undefined);
  const to = NAMES.find((name) => name !== from) ?? "";
  await rowOf(staff, from).locator("summary").click();
  await rowOf(staff, from).getByText("127.0.0.1").waitFor();
  await picture(staff, "staff-nodes-desktop");
  await order(from, "drain");
  await until("the player has moved", () => heardFrom() === to);
  await rowOf(staff, from).locator(".node-state").getByText("being emptied").waitFor();
  await plays(listener, FIRST);
  await listener.locator(".now-state").getByText("Playing now").waitFor();
  await picture(staff, "staff-drained-desktop");
  await order(from, "return");
  await says(staff, from, "in use");
});

test("who is not of staff sees no more than anyone", async () => {
  await listener.goto(story.url);
  await says(listener, "Frankfurt", "in use");
  await rowOf(listener, "Frankfurt").locator("summary").tap();
  await listener.locator(".node-body").waitFor();
  expect(await listener.locator("[data-order]").count()).toBe(0);
  const content = await listener.content();
  for (const { url } of nodes.values()) expect(content.includes(url)).toBe(false);
  await picture(listener, "staff-listener-phone");
});
