import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { shardlight } from "../../support/cli.ts";
import { foldGrid, snapshotOf } from "../../support/grid.ts";
import { post, read } from "../../support/http.ts";
import { INSPECTABLE, openInspector } from "../../support/inspector.ts";
import { startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { openSse, type SseEvent, type SseStream } from "../../support/sse.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { startBeating } from "./beating-bot.ts";
import { createWallClock, type WallClock } from "./wall-clock.ts";

const TIMEOUT_MS = 1_500;
/** Longer than silence is borne. */
const AFTER_STEP_MS = measure({ short: 1_700, full: 12_000 });
const DAY_HOURS = 24;
const STEPS = [DAY_HOURS, 0, -DAY_HOURS, 0] as const;
const env = { HEALTH_TIMEOUT: String(TIMEOUT_MS / 1_000), CLUSTERS: "main:8", PASSPHRASE: "hush" };

let clock: WallClock;
let server: TestServer;
const streams: SseStream[] = [];
const enter = async (after?: number) => {
  const stream = await openSse(`${server.url}/api/v1/feed${after === undefined ? "" : `?after=${after}`}`);
  streams.push(stream);
  return stream;
};
const detail = (id: number) => read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`);
const snapshot = () => read<FeedSnapshot>(server.url, "/api/v1/snapshot");
const idsOf = (events: readonly SseEvent[]) => events.flatMap(({ id }) => id ?? []);
const isRising = (ids: readonly number[]) =>
  ids.every((id, place) => place === 0 || id > (ids[place - 1] ?? 0));

describe.skipIf(process.env["LIBFAKETIME_PATH"] === undefined)("a day's step of the machine's clock", () => {
  beforeEach(async () => {
    const dir = temporaryDir();
    clock = createWallClock(dir);
    server = await startServer({ ...env, ...clock.env, ...INSPECTABLE }, dir);
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await server.dispose();
  });

  test("forward or back makes no shard red, and the feed goes on", { timeout: 120_000 }, async () => {
    const inspector = await openInspector(server);
    const clocks = () => inspector.evaluate<[number, number]>("[Date.now(), performance.now()]");
    const bot = await startBeating(server.url, { shardCount: 8, ids: [0, 1, 2, 3, 4, 5, 6], secret: "hush" });
    const viewer = await enter();
    for (const hours of STEPS) {
      const [wallBefore, monotonicBefore] = await clocks();
      const lastId = Math.max(...idsOf(viewer.events));
      clock.set(hours);
      const [wall, monotonic] = await clocks();
      expect(Math.abs(wall - wallBefore)).toBeGreaterThan(23 * 3_600_000);
      expect(monotonic - monotonicBefore).toBeLessThan(5_000);
      await elapsed(AFTER_STEP_MS);

      const back = await enter(lastId);
      const [first] = [await back.next()];
      expect(first.event).toBe("frame");
      expect(first.id).toBe(lastId + 1);
      back.close();
      const { at, monitor } = await snapshot();
      expect(Math.abs(at - clock.now())).toBeLessThan(3_000);
      expect(monitor.blind).toBeNull();
      const { lastHeard } = await detail(0);
      expect(Math.abs((lastHeard ?? 0) - clock.now())).toBeLessThan(3_000);
    }
    expect(viewer.events.filter(({ data }) => data.includes('"unhealthy":"'))).toEqual([]);
    expect(isRising(idsOf(viewer.events))).toBe(true);
    expect(foldGrid(viewer.events)["main"]?.slice(0, 7)).toEqual(new Array(7).fill("online"));
    await bot.stop();
    inspector.close();
  });

  test("does not keep true silence from being noticed on time", async () => {
    for (const hours of [DAY_HOURS, -DAY_HOURS]) {
      await post(server.url, "/api/status/main/7/3", { headers: { authorization: "hush" } });
      const saidAt = performance.now();
      clock.set(hours);
      const viewer = await enter();
      await viewer.next(({ event, data }) => event === "frame" && data.includes('"unhealthy":"7"'));
      const silentMs = performance.now() - saidAt;
      expect(silentMs).toBeGreaterThan(TIMEOUT_MS - 200);
      expect(silentMs).toBeLessThan(TIMEOUT_MS + 1_000);
      viewer.close();
    }
  });

  test("leaves shards to the boot that came last, and the history in its order", async () => {
    const states = ["online", "resuming"] as const;
    clock.set(DAY_HOURS);
    const older = await startBeating(server.url, { shardCount: 8, ids: [0], secret: "hush" });
    clock.set(-DAY_HOURS);
    const newer = await startBeating(server.url, { shardCount: 8, ids: [0], secret: "hush" });
    const owner = async () => {
      const headers = { authorization: "hush" };
      const answer = await fetch(`${server.url}/api/v1/clusters/main/processes`, { headers });
      const { processes } = (await answer.json()) as { processes: { boot: string; shards: number }[] };
      return processes.find(({ shards }) => shards === 1)?.boot;
    };
    await elapsed(1_000);
    expect(await owner()).toBe(newer.boot);
    await Promise.all([older.stop(), newer.stop()]);
    for (const [place, hours] of STEPS.entries()) {
      clock.set(hours);
      const state = place % 2 === 0 ? 6 : 3;
      await post(server.url, `/api/status/main/1/${state}`, { headers: { authorization: "hush" } });
    }
    const { transitions } = await detail(1);
    expect(transitions.map(({ to }) => to)).toEqual([states[0], states[1], states[0], states[1]]);
  });

  test("and a restart after it: all states are there, viewers get a snapshot, and blindness is told", async () => {
    const bot = await startBeating(server.url, { shardCount: 8, secret: "hush" });
    const before = await enter();
    await before.next(({ event }) => event === "snapshot");
    const { id } = await snapshot();
    await bot.stop();
    await server.stop();
    clock.set(-DAY_HOURS);
    await server.restart();
    const viewer = await enter(id);
    const told = snapshotOf(await viewer.next());
    expect(told.clusters[0]?.states).toBe("o8");
    expect(told.monitor.blind).toMatchObject({ until: expect.any(Number) });
    expect(Math.abs((told.monitor.blind?.until ?? 0) - clock.now())).toBeLessThan(5_000);
    const again = await startBeating(server.url, { shardCount: 8, secret: "hush" });
    await viewer.next(({ event }) => event === "frame");
    await again.stop();
    expect(isRising(idsOf(viewer.events))).toBe(true);
  });

  test("a token ends by the machine's clock, and its use is noted before and after", async () => {
    const settings = { ...env, DATABASE_PATH: server.databasePath };
    const token = async (...words: string[]) => {
      const told = await shardlight(["token", ...words], { ...settings, ...clock.env }, server.dir);
      expect(told, told.stderr).toMatchObject({ code: 0 });
      return told.stdout;
    };
    const secret = await token("create", "--scope", "report", "--all-clusters", "--expires", "12h");
    const push = async () => {
      const headers = { authorization: `Bearer ${secret}` };
      return (await post(server.url, "/api/status/main/2/3", { headers })).status;
    };
    const isUseNoted = async () => {
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return new RegExp(` ${day} \\S+Z +good$`, "m").test(await token("list"));
    };
    expect(await push()).toBe(204);
    clock.set(DAY_HOURS);
    expect(await push()).toBe(401);
    clock.set(-DAY_HOURS);
    expect(await push()).toBe(204);
    await until("its use is noted", isUseNoted);
    clock.set(0);
    expect(await push()).toBe(204);
    await until("its use is noted", isUseNoted);
  });
});
