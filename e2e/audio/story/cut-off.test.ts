import { afterAll, beforeAll, expect, test } from "vitest";
import type { StaffNode } from "#protocol/audio-view.ts";
import type { FakeLavalink } from "../../fake-lavalink/fake-lavalink.ts";
import { until } from "../../support/until.ts";
import type { AgentProcess } from "./agent.ts";
import type { MusicBot } from "./music-bot.ts";
import { openStage, type Stage } from "./stage.ts";
import { Times } from "./times.ts";

/** The lease of 10 s, and as long as it takes the server to look three times itself. */
const AWAY_WITHIN_MS = 40_000;
let stage: Stage;
let bot: MusicBot;
let near: AgentProcess;
let shared: AgentProcess;
let far: AgentProcess;
let farNode: FakeLavalink;
const times = new Times();

/** The server asks nothing of this address, though on Linux it leads to this machine. */
const outOfReach = (node: FakeLavalink) => `http://0.0.0.0:${node.port}`;
const startFar = () =>
  stage.agent({ name: "far", pool: "island", node: farNode, address: outOfReach(farNode) });
const isSilent = ({ agent }: StaffNode) => agent?.isHeard === false;

beforeAll(async () => {
  stage = await openStage();
  bot = await stage.bot({ program: "music-bot", cluster: "astro", plays: [0, 1] });
  const [nearNode, sharedNode] = [await stage.node(), await stage.node()];
  farNode = await stage.node();
  near = stage.agent({ name: "near", node: nearNode });
  shared = stage.agent({ name: "shared", node: sharedNode, address: outOfReach(sharedNode) });
  far = startFar();
  await until("the bot has both of its pool", async () => (await bot.ready()).join() === "near,shared");
});

afterAll(async () => {
  times.say();
  await stage.close();
});

test("who says that a node answers is told: the server where it gets through, else the agent", async () => {
  const { operations } = stage;
  expect((await operations.sees("near", ({ state }) => state === "active")).seenBy).toBe("server");
  expect((await operations.sees("shared", ({ state }) => state === "active")).seenBy).toBe("agent");
  expect((await operations.sees("far", ({ state }) => state === "active")).seenBy).toBe("agent");
});

test("of an agent that is cut off the lease ends: what the server or bots reach stays, what nobody reaches is away", async () => {
  const { operations, feed } = stage;
  const from = performance.now();
  near.signal("SIGSTOP");
  shared.signal("SIGSTOP");
  await far.end("SIGKILL");
  const away = await operations.sees("far", ({ isAway }) => isAway, AWAY_WITHIN_MS);
  times.since(from, "from the agent's death to its node away, which was announced a moment before");
  expect(away).toMatchObject({ state: "announced", trouble: "silent", seenBy: null });
  await feed.shows("far", ({ isAway }) => isAway === true);
  expect(await operations.sees("near", isSilent)).toMatchObject({
    state: "active",
    seenBy: "server",
    trouble: "silent",
  });
  expect(await operations.sees("shared", isSilent)).toMatchObject({
    state: "active",
    seenBy: "bots",
    trouble: "silent",
  });
  expect(await bot.ready()).toEqual(["near", "shared"]);
});

test("agents that come back are heard again, and the node that was away is in use", async () => {
  const { operations } = stage;
  const before = await operations.sees("far", ({ isAway }) => isAway);
  const from = performance.now();
  near.signal("SIGCONT");
  shared.signal("SIGCONT");
  far = startFar();
  const back = await operations.sees("far", ({ state }) => state === "active");
  times.since(from, "from the start of its agent to the node in use again");
  expect(back.id).toBe(before.id);
  for (const name of ["near", "shared"]) {
    // Its first look may fail on a connection that ended while the agent stood still.
    const isWell = (node: StaffNode) => !isSilent(node) && node.trouble === null;
    expect((await operations.sees(name, isWell, 15_000)).state).toBe("active");
  }
  times.since(from, "from the others' return to their being heard");
  expect(stage.leaks()).toEqual([]);
});
