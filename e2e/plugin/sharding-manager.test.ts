import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Program, startProgram } from "../bots/program.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { detailOf, inWords, statesOf, stepsSince, untilState, untilSteps } from "./history.ts";

const SHARDS = 3;
/** Two of them unanswered are told as trouble; a busy machine may hold one process up for a second or two. */
const HEARTBEAT_MS = 2_000;
const INTERVAL_MS = 1_000;
/** The least silence that the server lets a report ask for. */
const SILENCE_BORNE_MS = 5_000;

let server: TestServer;
let discord: FakeDiscord;
let manager: Program;

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
});

afterAll(() => server.dispose());

beforeEach(async () => {
  discord = await startFakeDiscord({ heartbeatIntervalMs: HEARTBEAT_MS });
});

afterEach(async () => {
  manager.signal("SIGTERM");
  await manager.ended;
  await until("every child has ended", () => discord.shardIds().length === 0);
  await discord.close();
});

const shard = (id: number) => ({ url: server.url, id });
const everyId = Array.from({ length: SHARDS }, (_, id) => id);

/** Starts a manager and waits until all of its shards are online, as it tells them: not the one before it. */
const start = async (env: Record<string, string> = {}): Promise<void> => {
  const startedAt = Date.now();
  manager = startProgram("sharding-manager", {
    discordRest: discord.restUrl,
    token: discord.token,
    shardCount: SHARDS,
    shardlightUrl: server.url,
    intervalMs: INTERVAL_MS,
    heartbeatIntervalMs: HEARTBEAT_MS,
    env,
  });
  await manager.inbox.next(({ manager: what }) => what === "spawned", 20_000);
  await until("every shard of this manager is heard", async () => {
    const answers = await Promise.all(everyId.map((id) => detailOf(shard(id))));
    const heard = answers.every(({ state, lastHeard }) => state === "online" && (lastHeard ?? 0) > startedAt);
    return heard && discord.shardIds().length === SHARDS;
  });
};

/** The process that runs this shard now. */
const pidOf = (id: number): number => {
  const pid = manager.inbox.items.findLast((item) => item.manager === "spawn" && item.shardId === id)?.pid;
  if (pid === undefined) throw new Error(`shard ${id} has no process`);
  return pid;
};

test("a child that is killed and respawned at once does not flicker", async () => {
  await start();
  const faultAt = Date.now();
  const killed = pidOf(1);
  process.kill(killed, "SIGKILL");
  await until(
    "another process runs the shard",
    () => pidOf(1) !== killed && discord.seen.identifies > SHARDS,
  );
  const identifiedAt = Date.now();
  await until(
    "the newcomer is heard for longer than silence is borne",
    async () => ((await detailOf(shard(1))).lastHeard ?? 0) > identifiedAt + SILENCE_BORNE_MS,
  );
  for (const id of everyId) expect(inWords(await stepsSince(shard(id), faultAt))).toBe("no transition");
});

test("a killed child that is not respawned turns unhealthy, and only that", async () => {
  await start({ MANAGER_RESPAWN: "no" });
  const faultAt = Date.now();
  process.kill(pidOf(1), "SIGKILL");
  const steps = await untilSteps(shard(1), faultAt, ["unhealthy"]);
  expect(statesOf(steps)).toEqual(["unhealthy"]);
  expect(steps[0]?.cause).toBe("silence");
  expect(steps[0]?.afterMs).toBeLessThan(SILENCE_BORNE_MS + 500);
  for (const id of [0, 2]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
});

test("a frozen child turns unhealthy, and online once it thaws", async () => {
  await start();
  const faultAt = Date.now();
  const pid = pidOf(2);
  process.kill(pid, "SIGSTOP");
  try {
    const [unhealthy] = await untilSteps(shard(2), faultAt, ["unhealthy"]);
    expect(unhealthy?.afterMs).toBeLessThan(SILENCE_BORNE_MS + 500);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  const thawedAt = Date.now();
  await untilState(shard(2), "online");
  expect(Date.now() - thawedAt).toBeLessThan(5_000);
});

test("a child that crashes at boot again and again stays unhealthy until it does not", async () => {
  const flag = join(server.dir, "crash");
  await start({ BOT_CRASHES_WHILE_THERE_IS: flag });
  writeFileSync(flag, "");
  const faultAt = Date.now();
  process.kill(pidOf(1), "SIGKILL");
  await untilSteps(shard(1), faultAt, ["unhealthy"]);
  const spawns = manager.inbox.items.filter(
    ({ manager: what, shardId }) => what === "spawn" && shardId === 1,
  );
  expect(spawns.length).toBeGreaterThan(3);
  rmSync(flag);
  const steps = await untilSteps(shard(1), faultAt, ["unhealthy", "online"]);
  expect(statesOf(steps)).toEqual(["unhealthy", "starting", "online"]);
});

test("a rolling respawn of children that say goodbye is stopping, offline, starting, online for each", async () => {
  await start();
  const faultAt = Date.now();
  manager.order("respawnAll");
  for (const id of everyId) {
    const steps = await untilSteps(shard(id), faultAt, ["stopping", "offline", "starting", "online"], 20_000);
    expect(statesOf(steps)).toEqual(["stopping", "offline", "starting", "online"]);
  }
});

test.each(["process", "worker"])(
  "a rolling respawn of children that just die does not flicker (%s mode)",
  async (mode) => {
    await start({ BOT_DIES_ABRUPTLY: "yes", MANAGER_MODE: mode });
    const faultAt = Date.now();
    manager.order("respawnAll");
    await until(
      "every shard has logged in anew",
      () => discord.seen.identifies === 2 * SHARDS && discord.shardIds().length === SHARDS,
      20_000,
    );
    const identifiedAt = Date.now();
    await until("the newcomers are heard for longer than silence is borne", async () => {
      const answers = await Promise.all(everyId.map((id) => detailOf(shard(id))));
      return answers.every(({ lastHeard }) => (lastHeard ?? 0) > identifiedAt + SILENCE_BORNE_MS);
    });
    for (const id of everyId) expect(inWords(await stepsSince(shard(id), faultAt))).toBe("no transition");
  },
);
