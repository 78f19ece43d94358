import { afterEach, describe, expect, test } from "vitest";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { idsFrom } from "../support/bot.ts";
import { openGlanceFeed } from "../support/glance-feed.ts";
import { ask, keepAlive, post, read } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse } from "../support/sse.ts";
import { until } from "../support/until.ts";
import { Ledger } from "../torture/kill/ledger.ts";
import { ALL_SHARDS, runLoad, startReporters } from "../torture/kill/load.ts";

let server: TestServer;
afterEach(() => server.dispose());

describe.each(["SIGTERM", "SIGINT"] as const)("on %s the server", (signal) => {
  test("closes the feeds and idle connections, says so, and exits with 0 at once", async () => {
    server = await startServer();
    const stream = await openSse(`${server.url}/api/v1/feed`);
    const viewer = await openGlanceFeed(server.url);
    const agent = keepAlive();
    await ask(server.url, "/healthz", { agent });
    await stream.next();
    const startedAt = performance.now();
    server.signal(signal);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await viewer.closed).toBe(1001);
    await until("the stream has ended", () => stream.hasEnded);
    agent.destroy();
    const told = server.logs.map(({ msg }) => msg).slice(-2);
    expect(told).toEqual(["stopping", "stopped"]);
  });

  test("loses nothing that it acknowledged in the middle of a load", async () => {
    server = await startServer({ CLUSTERS: `main:${ALL_SHARDS}`, PASSPHRASE: "hush" });
    const ledger = new Ledger();
    const parts = { url: server.url, shardCount: ALL_SHARDS, secret: "hush" };
    const reporters = startReporters(parts);
    const load = runLoad({ ...parts, ledger, reporters });
    await until("enough pushes are acknowledged", () => ledger.acknowledged >= 150);
    server.signal(signal);
    await load;
    expect(await server.ended).toEqual({ code: 0, signal: null });
    await server.restart();
    for (const id of idsFrom(0, ALL_SHARDS))
      ledger.compare(await read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`));
    for (const reporter of reporters) reporter.close();
  });
});

describe("the log", () => {
  test("is one JSON line per event, tells requests only at debug, and holds no secret and no server's ID", async () => {
    const PASSPHRASE = "very-secret-1234";
    const GUILD = "81384788765712384";
    const use = async (LOG_LEVEL: string) => {
      server = await startServer({ PASSPHRASE, LOG_LEVEL });
      for (const authorization of [PASSPHRASE, `Bearer ${PASSPHRASE}`, `${PASSPHRASE}x`]) {
        const headers = { authorization };
        await post(server.url, "/api/status/main/1/3", { headers });
        const body = `{ "boot": "${PASSPHRASE}", broken`;
        await post(server.url, "/api/v1/clusters/main/reports", { headers, body });
      }
      await ask(server.url, `/api/v1/guilds/${GUILD}`);
      const form = { "content-type": "application/x-www-form-urlencoded" };
      await post(server.url, "/find", { headers: form, body: `guild=${GUILD}` });
      await server.stop();
      return server.logs;
    };
    const quiet = await use("info");
    await server.dispose();
    const chatty = await use("debug");
    for (const line of [...quiet, ...chatty])
      expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String) });
    expect(quiet.filter(({ msg }) => msg === "request")).toEqual([]);
    expect(chatty.filter(({ msg }) => msg === "request").length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify([quiet, chatty])).not.toMatch(new RegExp(`${PASSPHRASE}|${GUILD}`));
  });
});
