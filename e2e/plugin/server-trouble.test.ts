import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { elapsed, until } from "../support/until.ts";
import { type FlakyProxy, openFlakyProxy } from "./flaky-proxy.ts";
import { detailOf, inWords, statesOf, stepsSince, untilState, untilSteps } from "./history.ts";
import { createWatchedBot, startWatchedBot, type WatchedBot } from "./watched-bot.ts";

const PASSPHRASE = "open sesame";
const AWAY_MS = 60_000;
/** After a few failures the plugin waits so long at most before it dials again. */
const BACK_WITHIN_MS = 16_000;

let server: TestServer;
let proxy: FlakyProxy;
let bot: WatchedBot;

beforeAll(async () => {
  server = await startServer({ CLUSTERS: "main:3", PASSPHRASE });
});

afterAll(() => server.dispose());

beforeEach(async () => {
  proxy = await openFlakyProxy(server.port);
});

afterEach(async () => {
  await bot.end();
  await proxy.close();
});

const shard = (id: number) => ({ url: server.url, id });
const start = async (heartbeatIntervalMs = 1_000) => {
  bot = await startWatchedBot({
    url: proxy.url,
    shardCount: 3,
    heartbeatIntervalMs,
    options: { token: PASSPHRASE },
  });
};

test("after the server was away for a minute it knows of what happened meanwhile, and of nothing that did not", {
  timeout: 120_000,
}, async ({ annotate }) => {
  await start();
  const faultAt = Date.now();
  await server.kill();
  bot.discord.levers.closeWith(1, 4_014);
  bot.discord.levers.reconnect(2);
  await elapsed(AWAY_MS);
  await server.restart();
  const backAt = Date.now();
  const [down] = await until(
    "the server hears of the fatal close",
    async () => {
      const steps = await stepsSince(shard(1), faultAt);
      return steps.some(({ reason }) => reason?.startsWith("4014")) && steps;
    },
    BACK_WITHIN_MS,
  );
  await annotate(`told ${Date.now() - backAt} ms after the server was back`);
  expect(down?.reason).toMatch(/^4014/);
  expect(await stepsSince(shard(0), faultAt)).toEqual([]);
  expect(await stepsSince(shard(2), faultAt)).toEqual([]);
});

test("a server that answers 500 leaves the bot alone, is told of in few words, and hears all once it is well", async ({
  annotate,
}) => {
  await start();
  const said = bot.lines.length;
  proxy.turn({ kind: "answers", status: 500 });
  const faultAt = Date.now();
  bot.discord.levers.closeWith(1, 4_014);
  await until("link and HTTP were tried", async () => proxy.dials >= 3, BACK_WITHIN_MS);
  expect(bot.client.ws.shards.get(0)?.status).toBe(0);
  expect(bot.lines.length - said).toBeLessThanOrEqual(3);
  proxy.turn({ kind: "clear" });
  const wellAt = Date.now();
  await until(
    "the server hears of the fatal close",
    async () => (await detailOf(shard(1))).reason?.startsWith("4014"),
    BACK_WITHIN_MS,
  );
  await annotate(`told ${Date.now() - wellAt} ms after the server was well`);
  await untilState(shard(0), "online");
  expect(inWords(await stepsSince(shard(1), faultAt))).toContain("4014");
});

test("a slow server ends up with the right states", async ({ annotate }) => {
  await start();
  proxy.turn({ kind: "slow", delayMs: 700 });
  const faultAt = Date.now();
  bot.discord.levers.drop(1);
  await until("the session is resumed", () => bot.discord.seen.resumes === 1);
  await untilState(shard(1), "online", BACK_WITHIN_MS);
  const closedAt = Date.now();
  bot.discord.levers.closeWith(2, 4_013);
  const steps = await until(
    "the fatal close is told",
    async () => {
      const steps = await stepsSince(shard(2), faultAt);
      return steps.some(({ reason }) => reason?.startsWith("4013")) && steps;
    },
    BACK_WITHIN_MS,
  );
  await annotate(`told ${Date.now() - closedAt} ms after the close: ${inWords(steps)}`);
  expect((await detailOf(shard(1))).state).toBe("online");
});

test("a server that takes connections and says nothing is noticed, and is heard again once it speaks", async ({
  annotate,
}) => {
  await start();
  const faultAt = Date.now();
  proxy.turn({ kind: "silent" });
  const [unhealthy] = await untilSteps(shard(0), faultAt, ["unhealthy"]);
  expect(unhealthy?.cause).toBe("silence");
  proxy.turn({ kind: "clear" });
  const clearAt = Date.now();
  const steps = await untilSteps(shard(0), faultAt, ["unhealthy", "online"], 30_000);
  await annotate(`online ${Date.now() - clearAt} ms after the silence ended`);
  expect(statesOf(steps)).toEqual(["unhealthy", "online"]);
});

test("a link that died without a word is replaced within 30 s", async ({ annotate }) => {
  await start();
  const faultAt = Date.now();
  proxy.freeze();
  const [unhealthy, online] = await untilSteps(shard(0), faultAt, ["unhealthy", "online"], 31_000);
  await annotate(inWords([unhealthy, online].flatMap((step) => step ?? [])));
  expect(unhealthy?.cause).toBe("silence");
  expect(online?.afterMs).toBeLessThan(30_000);
});

test("a wrong token is told once, with what to do, however much happens", async () => {
  bot = await createWatchedBot({ url: proxy.url, shardCount: 3, options: { token: "wrong" } });
  await bot.login();
  const complaints = () => bot.lines.filter((line) => /token/i.test(line));
  await until("it is told", () => complaints().length > 0);
  for (let round = 1; round <= 3; round += 1) {
    bot.discord.levers.reconnect("all");
    await until("all have resumed", () => bot.discord.seen.resumes === 3 * round);
  }
  expect(complaints()).toHaveLength(1);
  expect(complaints()[0]).not.toContain("wrong");
  expect(bot.lines.length).toBeLessThanOrEqual(2);
  expect(proxy.dials).toBeLessThanOrEqual(3);
});

test.each([
  ["is well", () => {}],
  ["is gone", () => proxy.close()],
  ["says nothing", () => proxy.turn({ kind: "silent" })],
  ["answers 500", () => proxy.turn({ kind: "answers", status: 500 })],
])("close() takes less than 2 s where the server %s", async (_, spoil) => {
  await start();
  await spoil();
  const askedAt = performance.now();
  await bot.shardlight.close();
  expect(performance.now() - askedAt).toBeLessThan(2_100);
});
