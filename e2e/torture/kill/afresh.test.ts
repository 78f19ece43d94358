import { afterEach, describe, expect, test } from "vitest";
import { decodeRanges } from "#protocol/ranges.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { shardsIn, startBot } from "../../support/bot.ts";
import { frameOf, gridOf, snapshotOf } from "../../support/grid.ts";
import { ask, post, read } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse, type SseEvent } from "../../support/sse.ts";
import { elapsed } from "../../support/until.ts";

let server: TestServer;
afterEach(() => server.dispose());

const detail = (id: number) => read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`);
const unhealthyIn = (event: SseEvent): number[] =>
  event.event === "frame" ? [...decodeRanges(frameOf(event).clusters["main"]?.changes?.unhealthy ?? "")] : [];

describe("after a restart", () => {
  test("deadlines start afresh: silence counts from the start, and in full", async () => {
    server = await startServer({ CLUSTERS: "main:4", HEALTH_TIMEOUT: "2" });
    await post(server.url, "/api/status/main/0/3");
    await post(server.url, "/api/status/main/1/2");
    await post(server.url, "/api/status/main/2/3");
    await elapsed(1_500);
    await server.kill();
    const restartedAt = performance.now();
    await server.restart();
    const stream = await openSse(`${server.url}/api/v1/feed`);
    expect(gridOf(snapshotOf(await stream.next()))["main"]).toEqual([
      "online",
      "offline",
      "online",
      "unknown",
    ]);
    expect((await post(server.url, "/api/health/main/0")).status).toBe(204);
    const heart = setInterval(() => post(server.url, "/api/health/main/0"), 200);
    const red = await stream.next((event) => unhealthyIn(event).length > 0);
    clearInterval(heart);
    stream.close();
    expect(unhealthyIn(red)).toEqual([2]);
    expect(red.receivedAt - restartedAt).toBeGreaterThan(2_000);
    expect(red.receivedAt - restartedAt).toBeLessThan(3_500);
    expect(await detail(1)).toMatchObject({ state: "offline" });
  });

  test("an unhealthy shard is still so, and a heartbeat revives it", async () => {
    server = await startServer({ CLUSTERS: "main:4" });
    await post(server.url, "/api/status/main/3/1");
    await server.kill();
    await server.restart();
    const { state, since } = await detail(3);
    expect(state).toBe("unhealthy");
    expect(since).toBeGreaterThan(Date.now() - 60_000);
    expect((await post(server.url, "/api/health/main/3")).status).toBe(204);
    expect(await detail(3)).toMatchObject({
      state: "online",
      transitions: [{ cause: "heartbeat" }, { cause: "report" }],
    });
  });

  test("the feed says that nobody was watching meanwhile", async () => {
    server = await startServer({ CLUSTERS: "main:4" });
    await post(server.url, "/api/status/main/0/3");
    await server.stop();
    const stoppedAt = Date.now();
    await elapsed(1_200);
    await server.restart();
    const stream = await openSse(`${server.url}/api/v1/feed`);
    const { monitor } = snapshotOf(await stream.next());
    stream.close();
    expect(Math.abs((monitor.blind?.from ?? 0) - stoppedAt)).toBeLessThan(1_000);
    expect((monitor.blind?.until ?? 0) - stoppedAt).toBeGreaterThan(1_100);
  });

  test("a process still owns its shards, and its goodbye takes them and no others", async () => {
    server = await startServer({ CLUSTERS: "main:4" });
    const elder = startBot(server.url, { shardCount: 4 });
    const younger = startBot(server.url, { shardCount: 4 });
    await elder.tell(shardsIn("online", [0, 1, 2]));
    await younger.tell(shardsIn("online", [2, 3]));
    await server.kill();
    await server.restart();
    const goodbye = await ask(server.url, `/api/v1/clusters/main/processes/${elder.boot}`, {
      method: "DELETE",
    });
    expect(goodbye.status).toBe(204);
    await server.kill();
    await server.restart();
    const { shards } = await read<{ shards: ShardDetail[] }>(server.url, "/api/v1/clusters/main/shards");
    expect(shards.map(({ state, reason }) => [state, reason])).toEqual([
      ["offline", "stopped"],
      ["offline", "stopped"],
      ["online", null],
      ["online", null],
    ]);
    elder.close();
    younger.close();
  });
});
