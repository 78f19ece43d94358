import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Program, startProgram } from "../bots/program.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { detailOf, inWords, statesOf, stepsSince, untilState, untilSteps } from "./history.ts";

const SHARDS = 6;
/** Two of them unanswered are told as trouble; a busy machine may hold one process up for a second or two. */
const HEARTBEAT_MS = 2_000;
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
  manager = startProgram("hybrid-manager", {
    discordRest: discord.restUrl,
    token: discord.token,
    shardCount: SHARDS,
    shardlightUrl: server.url,
    intervalMs: 1_000,
    heartbeatIntervalMs: HEARTBEAT_MS,
    env: { BOT_SHARDS_PER_PROCESS: "2", BOT_CRASHES_WHILE_THERE_IS: flag() },
  });
  await manager.inbox.next(({ manager: what }) => what === "spawned", 20_000);
  for (const id of everyId) await untilState(shard(id), "online");
});

afterEach(async () => {
  manager.signal("SIGTERM");
  await manager.ended;
  await until("every child has ended", () => discord.shardIds().length === 0);
  await discord.close();
});

const everyId = Array.from({ length: SHARDS }, (_, id) => id);
/** A file that has children crash at their start while it is there. */
const flag = () => join(server.dir, "crash");
const shard = (id: number) => ({ url: server.url, id });

const pidOf = (id: number): number => {
  const spawn = manager.inbox.items.findLast(
    (item) => item.manager === "spawn" && item.shardIds?.includes(id),
  );
  if (spawn?.pid === undefined) throw new Error(`shard ${id} has no process`);
  return spawn.pid;
};

/** The shard was heard for longer than silence is borne. */
const outlived = async (id: number): Promise<void> => {
  const from = Date.now();
  await until(
    `shard ${id} is heard for longer than silence is borne`,
    async () => ((await detailOf(shard(id))).lastHeard ?? 0) > from + SILENCE_BORNE_MS,
  );
};

test("a process that is killed and respawned at once does not flicker", async () => {
  const faultAt = Date.now();
  const killed = pidOf(2);
  process.kill(killed, "SIGKILL");
  await until(
    "another process runs the shards",
    () => pidOf(2) !== killed && discord.seen.identifies === SHARDS + 2,
  );
  await outlived(2);
  for (const id of everyId) expect(inWords(await stepsSince(shard(id), faultAt))).toBe("no transition");
});

test("a frozen process turns its shards unhealthy, and online once it thaws", async () => {
  const faultAt = Date.now();
  const pid = pidOf(4);
  process.kill(pid, "SIGSTOP");
  try {
    for (const id of [4, 5]) {
      const [unhealthy] = await untilSteps(shard(id), faultAt, ["unhealthy"]);
      expect(unhealthy?.afterMs).toBeLessThan(SILENCE_BORNE_MS + 500);
    }
  } finally {
    process.kill(pid, "SIGCONT");
  }
  for (const id of [4, 5]) await untilState(shard(id), "online");
  for (const id of [0, 1, 2, 3]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
});

test("a rolling restart, where old and new run side by side, does not flicker", async () => {
  const faultAt = Date.now();
  manager.order("rollingRestart");
  await manager.inbox.next(({ manager: what }) => what === "restarted", 30_000);
  expect(discord.seen.identifies).toBe(2 * SHARDS);
  await outlived(5);
  for (const id of everyId) expect(inWords(await stepsSince(shard(id), faultAt))).toBe("no transition");
});

test("a process that crashes at every start stays unhealthy until it is started well", async () => {
  const faultAt = Date.now();
  writeFileSync(flag(), "");
  process.kill(pidOf(2), "SIGKILL");
  for (const id of [2, 3]) await untilSteps(shard(id), faultAt, ["unhealthy"]);
  rmSync(flag());
  manager.order("startAgain", { clusterId: 1 });
  for (const id of [2, 3]) {
    const steps = await untilSteps(shard(id), faultAt, ["unhealthy", "online"], 20_000);
    expect(statesOf(steps)).toEqual(["unhealthy", "starting", "online"]);
  }
  for (const id of [0, 1, 4, 5]) expect(await stepsSince(shard(id), faultAt)).toEqual([]);
});
