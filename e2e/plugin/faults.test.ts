import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ShardState } from "#protocol/state.ts";
import type { Levers } from "../fake-discord/levers.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { detailOf, inWords, type Step, statesOf, stepsSince, untilSteps } from "./history.ts";
import { startWatchedBot, type WatchedBot } from "./watched-bot.ts";

const HEARTBEAT_MS = 1_000;
/** Silence is noticed within one and a half heartbeat intervals and this. */
const ZOMBIE_WITHIN_MS = 1.5 * HEARTBEAT_MS + 2_000;
/** discord.js waits 500 ms before it dials again. */
const DIALS_AFTER_MS = 500;
/** From an event of the client to the transition that the server keeps. */
const TOLD_WITHIN_MS = 500;

let server: TestServer;
let bot: WatchedBot;

beforeAll(async () => {
  server = await startServer({ CLUSTERS: "main:4" });
});

afterAll(() => server.dispose());

beforeEach(async () => {
  bot = await startWatchedBot({ url: server.url, shardCount: 4, heartbeatIntervalMs: HEARTBEAT_MS });
});

afterEach(() => bot.end());

const shard = (id: number) => ({ url: server.url, id });

/** Steps of shard 1 after a fault that hit it; shards 0, 2 and 3 must not have moved. */
const stepsAfter = async (
  pull: (levers: Levers) => unknown,
  expected: readonly ShardState[],
  patienceMs = 10_000,
): Promise<Step[]> => {
  const faultAt = Date.now();
  pull(bot.discord.levers);
  const steps = await untilSteps(shard(1), faultAt, expected, patienceMs);
  expect(statesOf(steps)).toEqual(expected);
  for (const id of [0, 2, 3]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
  return steps;
};

test("a login is told as online, with servers and latency", async () => {
  const detail = await until("latency is known", async () => {
    const known = await detailOf(shard(1));
    return known.latencyMs !== null && known;
  });
  expect(detail).toMatchObject({ state: "online", guilds: 3, unavailableGuilds: 0, reason: null });
  expect(detail.latencyMs).toBeLessThan(HEARTBEAT_MS);
});

test.each([
  ["op 7", (levers: Levers) => levers.reconnect(1)],
  ["an op 9 that ends the session", (levers: Levers) => levers.invalidSession(1, false)],
  ["a TCP drop", (levers: Levers) => levers.drop(1)],
  ["close 4000", (levers: Levers) => levers.closeWith(1, 4_000)],
  ["close 1000", (levers: Levers) => levers.closeWith(1, 1_000)],
  [
    "a drop with the session forgotten",
    (levers: Levers) => {
      levers.forgetSessions(1);
      levers.drop(1);
    },
  ],
])("%s is told as resuming, then online", async (_, pull) => {
  const [resuming, online] = await stepsAfter(pull, ["resuming", "online"]);
  expect(resuming?.afterMs).toBeLessThan(TOLD_WITHIN_MS);
  expect(online?.afterMs).toBeLessThan(2 * DIALS_AFTER_MS + 2 * TOLD_WITHIN_MS);
});

test("an op 9 that can be resumed at once is no change", async () => {
  const faultAt = Date.now();
  bot.discord.levers.invalidSession(1, true);
  await until("the session is resumed", () => bot.discord.seen.resumes === 1);
  const before = (await detailOf(shard(1))).lastHeard ?? 0;
  await until("the shard is heard again", async () => ((await detailOf(shard(1))).lastHeard ?? 0) > before);
  expect(await stepsSince(shard(1), faultAt)).toEqual([]);
});

test.each([4004, 4010, 4011, 4012, 4013, 4014])(
  "close %i is told as offline, with the code in words",
  async (code) => {
    const [offline] = await stepsAfter((levers) => levers.closeWith(1, code), ["offline"]);
    expect(offline?.afterMs).toBeLessThan(TOLD_WITHIN_MS);
    expect(offline?.reason).toMatch(new RegExp(`^${code}: \\w+ `));
  },
);

test("a shard whose heartbeats stay unanswered is told as unhealthy, with the reason, and as online once resumed", async ({
  annotate,
}) => {
  await until("a heartbeat is acknowledged", () => (bot.client.ws.shards.get(1)?.ping ?? -1) >= 0);
  const faultAt = Date.now();
  bot.discord.levers.stopAcks(1);
  const [unhealthy] = await untilSteps(shard(1), faultAt, ["unhealthy"]);
  expect(unhealthy?.afterMs).toBeLessThan(ZOMBIE_WITHIN_MS);
  expect(unhealthy?.reason).toMatch(/no heartbeat acknowledged for \d+ s/);
  bot.discord.levers.startAcks(1);
  const steps = await untilSteps(shard(1), faultAt, ["unhealthy", "online"]);
  expect(statesOf(steps)).toEqual(["unhealthy", "online"]);
  await annotate(inWords(steps));
});

test("a dead peer is told long before discord.js notices", async ({ annotate }) => {
  const [unhealthy] = await stepsAfter((levers) => levers.goDead(1), ["unhealthy"]);
  expect(unhealthy?.afterMs).toBeLessThan(ZOMBIE_WITHIN_MS);
  expect(unhealthy?.reason).toMatch(/no heartbeat acknowledged for \d+ s/);
  expect(bot.client.ws.shards.get(1)?.status).toBe(0);
  await annotate(inWords(unhealthy === undefined ? [] : [unhealthy]));
  const droppedAt = Date.now();
  bot.discord.levers.drop(1);
  const steps = await untilSteps(shard(1), droppedAt, ["online"]);
  expect(statesOf(steps).at(-1)).toBe("online");
});

test("acknowledgements that come late but in time change nothing", async () => {
  const faultAt = Date.now();
  bot.discord.levers.delayAcks(0.3 * HEARTBEAT_MS);
  await until(
    "the latency shows it",
    async () => ((await detailOf(shard(1))).latencyMs ?? 0) >= 0.3 * HEARTBEAT_MS,
  );
  const before = (await detailOf(shard(1))).lastHeard ?? 0;
  await until(
    "two more heartbeats have passed",
    async () => ((await detailOf(shard(1))).lastHeard ?? 0) > before + 2 * HEARTBEAT_MS,
  );
  for (const id of [0, 1, 2, 3]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
});

test("an outage of servers is told as their number, and the shard stays online", async () => {
  const faultAt = Date.now();
  bot.discord.levers.breakGuilds(1);
  await until("3 servers are unavailable", async () => (await detailOf(shard(1))).unavailableGuilds === 3);
  expect(Date.now() - faultAt).toBeLessThan(2_000);
  bot.discord.levers.mendGuilds(1);
  await until("they are back", async () => (await detailOf(shard(1))).unavailableGuilds === 0);
  expect(await stepsSince(shard(1), faultAt)).toEqual([]);
});

test("a client that is destroyed is told as stopped on purpose, not as trouble", async () => {
  const faultAt = Date.now();
  await bot.client.destroy();
  for (const id of [0, 1, 2, 3]) {
    const steps = await untilSteps(shard(id), faultAt, ["stopping", "offline"]);
    expect(statesOf(steps)).toEqual(["stopping", "offline"]);
    expect((await detailOf(shard(id))).reason).toBe("stopped");
  }
});
