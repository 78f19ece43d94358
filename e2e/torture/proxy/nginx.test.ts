import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dial } from "../../conformance/target.ts";
import { startWatchedBot } from "../../plugin/watched-bot.ts";
import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { openGlanceFeed } from "../../support/glance-feed.ts";
import { from, keepAlive, post, read } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse } from "../../support/sse.ts";
import { until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { type Nginx, startNginx } from "./nginx.ts";

const PASSPHRASE = "hush";
/** A change is told within this; frames alone may be 100 ms apart. */
const AT_ONCE_MS = 500;
const CHANGES = measure({ short: 10, full: 100 });
const VIEWER = "127.0.0.2";
const BOT = "127.0.0.3";
const ATTACKER = "127.0.0.4";

let server: TestServer;
let nginx: Nginx;

const put = (shard: number, state: number, question: Parameters<typeof post>[2] = {}) =>
  post(server.url, `/api/status/main/${shard}/${state}`, {
    ...question,
    headers: { authorization: PASSPHRASE, ...question.headers },
  });

describe.skipIf(process.env["NGINX_PATH"] === undefined)("behind nginx", () => {
  beforeEach(async () => {
    server = await startServer({
      PASSPHRASE,
      CLUSTERS: "main:8",
      FEED_MAX_VIEWERS_PER_ADDRESS: "2",
      // Not loopback, so that other addresses of this machine can play strangers.
      TRUSTED_PROXIES: "127.0.0.1",
    });
    nginx = await startNginx(server.port);
  });
  afterEach(async () => {
    await nginx.stop();
    await server.dispose();
  });

  test("the feed's first event and every change arrive at once", async () => {
    const startedAt = performance.now();
    const feed = await openSse(`${nginx.url}/api/v1/feed`);
    await feed.next(({ event }) => event === "snapshot", AT_ONCE_MS);
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    for (let change = 0; change < CHANGES; change += 1) {
      await put(0, change % 2 === 0 ? 3 : 6);
      const state = change % 2 === 0 ? "online" : "resuming";
      await feed.next(({ event, data }) => event === "frame" && data.includes(`"${state}":"0"`), AT_ONCE_MS);
    }
    feed.close();
  });

  test("to a browser that takes gzip too", async () => {
    const gone = new AbortController();
    const feed = await fetch(`${nginx.url}/api/v1/feed`, {
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(30_000)]),
      headers: { "accept-encoding": "gzip" },
    });
    expect(feed.headers.get("content-encoding")).toBe("gzip");
    let text = "";
    const reading = (async () => {
      for await (const chunk of feed.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => {});
    await until("the snapshot is there", () => text.includes("event: snapshot"), AT_ONCE_MS);
    for (let change = 0; change < CHANGES; change += 1) {
      text = "";
      await put(1, change % 2 === 0 ? 3 : 6);
      const state = change % 2 === 0 ? "online" : "resuming";
      await until(`told of change ${change}`, () => text.includes(`"${state}":"1"`), AT_ONCE_MS);
    }
    gone.abort();
    await reading;
  });

  test("a viewer who leaves is gone at the server, and viewers are counted by their own address", async () => {
    const enter = () => openSse(`${nginx.url}/api/v1/feed`, { localAddress: VIEWER });
    const spoof = { "x-forwarded-for": "198.51.100.77", forwarded: "for=198.51.100.78" };
    const enterAs = (headers: Record<string, string>) =>
      openSse(`${nginx.url}/api/v1/feed`, { localAddress: VIEWER, headers });
    const [first, second] = [await enter(), await enter()];
    expect([first.status, second.status, (await enterAs(spoof)).status]).toEqual([200, 200, 503]);
    const other = await openSse(`${nginx.url}/api/v1/feed`, { localAddress: "127.0.0.3" });
    expect(other.status).toBe(200);
    first.close();
    await until("a place is free", async () => (await enter()).status === 200, 2_000);
    second.close();
    other.close();
  });

  test("Glance's feed is greeted and told at once", async () => {
    const viewer = await openGlanceFeed(nginx.url);
    expect((await viewer.next()).op).toBe("hello");
    await put(2, 3);
    await viewer.next(({ op, payload }) => op === "state_update" && payload["shard"] === 2, AT_ONCE_MS);
    viewer.close();
  });

  test("a process's link lives through it", async () => {
    const target = { url: nginx.url, headers: { authorization: PASSPHRASE } };
    const line = await dial({ ...target, cluster: "main", shardCount: 8, dispose: async () => {} });
    const boot = randomUUID();
    line.say({ type: "hello", protocol: 1, cluster: "main", boot, shardCount: 8, shardIds: [3] });
    expect(await line.next()).toMatchObject({ type: "welcome" });
    line.say({ type: "report", seq: 1, shards: [{ id: 3, state: "online" }] });
    expect(await line.next()).toMatchObject({ type: "ack", outcome: "accepted" });
    line.say({ type: "goodbye" });
    expect(await line.next()).toEqual({ type: "goodbye" });
    expect(await line.closed).toBe(1000);
  });

  test("the plugin reports through it over the link", async () => {
    const bot = await startWatchedBot({
      url: nginx.url,
      shardCount: 8,
      options: { token: PASSPHRASE },
    });
    const line = async () => {
      const path = "/api/v1/clusters/main/processes";
      const headers = { authorization: PASSPHRASE };
      const answer = await fetch(`${server.url}${path}`, { headers });
      const { processes } = (await answer.json()) as { processes: { line: string }[] };
      return processes.some((process) => process.line === "link");
    };
    await until("it has a link", line);
    await bot.end();
  });

  test("pushes over connections that stay open are taken, Glance's and reports", async () => {
    const agent = keepAlive();
    const bot = startBot(nginx.url, { shardCount: 8, secret: PASSPHRASE });
    for (let round = 0; round < CHANGES; round += 1) {
      await bot.tell(shardsIn("online", idsFrom(0, 4)));
      const answer = await post(nginx.url, `/api/status/main/${4 + (round % 4)}/3`, {
        agent,
        headers: { authorization: PASSPHRASE },
      });
      expect(answer.status).toBe(204);
    }
    const { shards } = await read<{ shards: { state: string }[] }>(
      server.url,
      "/api/v1/clusters/main/shards",
    );
    expect(shards.every(({ state }) => state === "online")).toBe(true);
    bot.close();
    agent.destroy();
  });

  test("wrong secrets are limited by the sender's own address, whatever it says of itself", async () => {
    const push = async (localAddress: string, secret: string, count = 0) => {
      const answer = await post(nginx.url, "/api/status/main/0/3", {
        agent: from(localAddress),
        headers: { authorization: secret, "x-forwarded-for": `198.51.100.${count}, 127.0.0.1` },
      });
      return answer.status;
    };
    const pushes = (localAddress: string) =>
      Promise.all(idsFrom(0, 40).map((count) => push(localAddress, PASSPHRASE, count)));
    const isAll = (status: number) => (statuses: readonly number[]) =>
      statuses.every((each) => each === status);
    for (let count = 0; count < 25; count += 1) await push(ATTACKER, `guess ${count}`, count);
    expect(await pushes(BOT)).toSatisfy(isAll(204));
    // Over the very connections of nginx on which the bot's secret was shown.
    expect(await pushes(ATTACKER)).toSatisfy(isAll(429));
    expect(await pushes(BOT)).toSatisfy(isAll(204));
  });
});
