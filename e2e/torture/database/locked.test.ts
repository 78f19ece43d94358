import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FeedTick } from "#protocol/feed.ts";
import { type Bot, outcomeOf, shardsIn, startBot } from "../../support/bot.ts";
import { foldGrid } from "../../support/grid.ts";
import { ask } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse, type SseEvent } from "../../support/sse.ts";
import { observe } from "./degraded.ts";

let server: TestServer;
let bot: Bot;
let other: Database.Database;
const { status, health, detail, grid, history, untilHistory, snapshot } = observe(() => server);

beforeEach(async () => {
  server = await startServer({ CLUSTERS: "main:8" });
  bot = startBot(server.url, { shardCount: 8 });
  other = new Database(server.databasePath);
});
afterEach(async () => {
  other.close();
  bot.close();
  await server.dispose();
});

const lock = () => other.exec("BEGIN EXCLUSIVE");
const free = () => other.exec("ROLLBACK");
/** Asks one thing after the other for as long. */
const slowestAnswerMs = async (forMs: number): Promise<number> => {
  const until = performance.now() + forMs;
  let slowest = 0;
  while (performance.now() < until) {
    const startedAt = performance.now();
    expect((await ask(server.url, "/healthz")).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  return slowest;
};
const tickSays = (wanted: string) => (event: SseEvent) =>
  event.event === "tick" && (JSON.parse(event.data) as FeedTick).monitor.history === wanted;

describe("while another program holds the database", () => {
  test("a change is shown live and answered 503 with Retry-After, again and again", async () => {
    await status(0, 3);
    const stream = await openSse(`${server.url}/api/v1/feed`);
    await stream.next();
    lock();
    for (const _ of [1, 2, 3]) {
      const answer = await status(0, 1);
      expect(answer.status).toBe(503);
      expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d?$/);
      expect(answer.json()).toEqual({ error: expect.any(String) });
    }
    for (const seq of [0, 0]) {
      const answer = await bot.report(shardsIn("online", [4, 5]), seq);
      expect(answer.status).toBe(503);
      expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d?$/);
      expect(answer.json()).toMatchObject({
        error: { code: expect.any(String), message: expect.any(String) },
      });
    }
    await stream.next(({ data }) => data.includes('"unhealthy":"0"'));
    stream.close();
    expect((await grid())?.slice(0, 6)).toEqual([
      "unhealthy",
      "unknown",
      "unknown",
      "unknown",
      "online",
      "online",
    ]);
    free();
  });

  test("a heartbeat that revives is a change too, and one that changes nothing is answered 204 at once", async () => {
    await status(1, 1);
    await status(2, 3);
    lock();
    expect((await health(1)).status).toBe(503);
    const startedAt = performance.now();
    for (let beat = 0; beat < 10; beat += 1) expect((await health(2)).status).toBe(204);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect((await grid())?.slice(1, 3)).toEqual(["online", "online"]);
    free();
  });

  test("nothing waits for it: every other answer comes within a moment", async () => {
    await status(0, 3);
    lock();
    const pushed = status(0, 4);
    expect(await slowestAnswerMs(1_500)).toBeLessThan(250);
    expect((await pushed).status).toBe(503);
    expect(await detail(0)).toMatchObject({ state: "starting" });
    free();
  });

  test("readyz, the snapshot and the feed say that history is degraded, and say when it is well again", async () => {
    const stream = await openSse(`${server.url}/api/v1/feed`);
    await stream.next(tickSays("ok"));
    lock();
    await status(0, 3);
    await stream.next(tickSays("degraded"), 2_000);
    expect(await history()).toBe("degraded");
    expect((await snapshot()).monitor.history).toBe("degraded");
    free();
    await stream.next(tickSays("ok"), 2_000);
    expect(await history()).toBe("ok");
    expect((await snapshot()).monitor.history).toBe("ok");
    stream.close();
  });
});

describe("once the database is free again", () => {
  test("the retried change is in it, with its transition", async () => {
    await status(0, 3);
    lock();
    expect((await status(0, 1)).status).toBe(503);
    expect((await bot.report(shardsIn("online", [4, 5]), 0)).status).toBe(503);
    free();
    expect((await status(0, 1)).status).toBe(204);
    const again = await bot.report(shardsIn("online", [4, 5]), 0);
    expect(again.status).toBe(200);
    expect(["accepted", "duplicate"]).toContain(outcomeOf(again));
    await untilHistory("ok");
    await server.kill();
    await server.restart();
    expect(await detail(0)).toMatchObject({
      state: "unhealthy",
      transitions: [
        { from: "online", to: "unhealthy", cause: "report" },
        { from: "unknown", to: "online", cause: "report" },
      ],
    });
    expect(await detail(5)).toMatchObject({
      state: "online",
      transitions: [{ from: "unknown", to: "online" }],
    });
  });

  test("what was shown meanwhile and never sent again is kept too", async () => {
    lock();
    expect((await status(3, 6)).status).toBe(503);
    free();
    await untilHistory("ok");
    await server.kill();
    await server.restart();
    expect(await detail(3)).toMatchObject({ state: "resuming", transitions: [{ to: "resuming" }] });
  });

  test("a push that waited only a moment is answered as if nothing had been", async () => {
    lock();
    const pushed = status(2, 4);
    await untilHistory("degraded");
    free();
    expect((await pushed).status).toBe(204);
  });
});

describe("a server that starts while another program holds the database", () => {
  test.each([
    ["for writing", "NORMAL"],
    ["altogether", "EXCLUSIVE"],
  ])("%s listens, goes on live, and has the states of before once it is free", async (_, mode) => {
    await status(0, 3);
    await status(1, 2);
    await server.stop();
    other.pragma(`locking_mode = ${mode}`);
    lock();
    await server.restart();
    await untilHistory("degraded");
    expect(await slowestAnswerMs(1_500)).toBeLessThan(250);
    const stream = await openSse(`${server.url}/api/v1/feed`);
    expect((await status(2, 4)).status).toBe(503);
    expect((await grid())?.[2]).toBe("starting");
    free();
    other.close();
    await stream.next(tickSays("ok"));
    expect((await grid())?.slice(0, 4)).toEqual(["online", "offline", "starting", "unknown"]);
    expect((await health(0)).status).toBe(204);
    expect((await status(2, 4)).status).toBe(204);
    await status(3, 3);
    await stream.next(({ data }) => data.includes('"online":"3"') || data.includes('"3"'));
    stream.close();
    expect(foldGrid(stream.events)["main"]).toEqual(await grid());
    await server.kill();
    await server.restart();
    expect((await grid())?.slice(0, 4)).toEqual(["online", "offline", "starting", "online"]);
  });
});
