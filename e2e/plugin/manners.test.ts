import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Program, type ProgramMessage, type ProgramSettings, startProgram } from "../bots/program.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { elapsed, until } from "../support/until.ts";
import { type FlakyProxy, openFlakyProxy } from "./flaky-proxy.ts";
import { detailOf, statesOf, untilState, untilSteps } from "./history.ts";

const SHARDS = 256;
/** A heap may breathe by this much without growing. */
const HEAP_BREATH_BYTES = 3_000_000;
const CPU_WATCHED_MS = 12_000;

let server: TestServer;
let discord: FakeDiscord;
let proxy: FlakyProxy;
let bot: Program;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
});

afterAll(() => server.dispose());

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const start = async (name: "bot" | "leaver", more: Partial<ProgramSettings> = {}): Promise<Program> => {
  discord = await startFakeDiscord({ guildsPerShard: 10 });
  ends.push(discord.close);
  proxy = await openFlakyProxy(server.port);
  ends.push(proxy.close);
  const started = startProgram(name, {
    discordRest: discord.restUrl,
    token: discord.token,
    shardCount: SHARDS,
    shards: Array.from({ length: SHARDS }, (_, id) => id),
    shardlightUrl: proxy.url,
    nodeOptions: ["--expose-gc"],
    ...more,
  });
  ends.push(() => {
    started.signal("SIGKILL");
    return started.ended;
  });
  bot = started;
  return started;
};

const measure = async (one = bot): Promise<Required<Pick<ProgramMessage, "heapBytes" | "cpuMs">>> => {
  one.order("measure");
  const { heapBytes = 0, cpuMs = 0 } = await one.inbox.next(({ bot: what }) => what === "measured");
  return { heapBytes, cpuMs };
};

const untilEnded = (): Promise<unknown> =>
  Promise.race([bot.ended, elapsed(10_000).then(() => "it still runs")]);

test("a process ends by itself with the plugin attached, and its shards are stopped, not in trouble", async ({
  annotate,
}) => {
  await start("leaver", { shards: [0, 1] });
  for (const id of [0, 1]) await untilState({ url: server.url, id }, "online");
  const leftAt = Date.now();
  bot.order("leave");
  expect(await untilEnded()).toEqual({ code: 0, signal: null });
  await annotate(`ended after ${Date.now() - leftAt} ms`);
  expect(bot.output()).not.toContain("Error");
  for (const id of [0, 1]) {
    const steps = await untilSteps({ url: server.url, id }, leftAt, ["stopping", "offline"]);
    expect(statesOf(steps)).toEqual(["stopping", "offline"]);
  }
});

test("a process ends by itself while the server says nothing", async () => {
  await start("leaver", { shards: [0, 1] });
  for (const id of [0, 1]) await untilState({ url: server.url, id }, "online");
  proxy.turn({ kind: "silent" });
  bot.order("leave");
  expect(await untilEnded()).toEqual({ code: 0, signal: null });
});

/** CPU time that a bot of 256 quiet shards takes, as a share of one core. */
const cpuRatioOf = async (one: Program): Promise<number> => {
  const before = await measure(one);
  const from = performance.now();
  await elapsed(CPU_WATCHED_MS);
  const { cpuMs } = await measure(one);
  return (cpuMs - before.cpuMs) / (performance.now() - from);
};

test("the plugin costs less than 1% of a core with 256 quiet shards", async ({ annotate }) => {
  const bots = [await start("bot", { env: { BOT_IS_NOT_WATCHED: "yes" } }), await start("bot")];
  for (const one of bots) await one.inbox.next(({ bot: what }) => what === "ready", 20_000);
  await untilState({ url: server.url, id: SHARDS - 1 }, "online");
  // Side by side, so that whatever else the machine does counts for both.
  const [without = 0, withPlugin = 1] = await Promise.all(bots.map(cpuRatioOf));
  const percent = (ratio: number) => `${(ratio * 100).toFixed(2)}%`;
  await annotate(`${percent(withPlugin)} of a core with the plugin, ${percent(without)} without`);
  expect(withPlugin - without).toBeLessThan(0.01);
});

test("memory stays bounded while the server is away and everything happens to the shards", async ({
  annotate,
}) => {
  await start("bot");
  await bot.inbox.next(({ bot: what }) => what === "ready", 20_000);
  await untilState({ url: server.url, id: SHARDS - 1 }, "online");
  proxy.turn({ kind: "silent" });
  let resumes = 0;
  const round = async () => {
    resumes += SHARDS;
    discord.levers.drop("all");
    await until("all have resumed", () => discord.seen.resumes === resumes);
  };
  for (let rounds = 0; rounds < 4; rounds += 1) await round();
  const early = await measure();
  for (let rounds = 0; rounds < 10; rounds += 1) await round();
  const late = await measure();
  await annotate(`${Math.round((late.heapBytes - early.heapBytes) / 1_024)} KiB more after 10 rounds`);
  expect(late.heapBytes - early.heapBytes).toBeLessThan(HEAP_BREATH_BYTES);
  expect((await detailOf({ url: server.url, id: 0 })).id).toBe(0);
});
