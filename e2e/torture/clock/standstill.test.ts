import { randomUUID } from "node:crypto";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { dial } from "../../conformance/target.ts";
import { visit } from "../../page/visit.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ask, post, read } from "../../support/http.ts";
import { INSPECTABLE, openInspector } from "../../support/inspector.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse } from "../../support/sse.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { startBeating } from "./beating-bot.ts";

const TIMEOUT_MS = 1_500;
const STOP_MS = measure({ short: 5_000, full: 60_000 });
const BLOCK_MS = measure({ short: 3_000, full: 5_000 });

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startServer({
    HEALTH_TIMEOUT: String(TIMEOUT_MS / 1_000),
    CLUSTERS: "main:8",
    PASSPHRASE: "hush",
    ...INSPECTABLE,
  });
});
afterEach(() => server.dispose());

/** Ways in which a server stands still, from outside; each resolves once it goes on. */
const STANDSTILLS: [string, number, () => Promise<void>][] = [
  [
    "a SIGSTOP",
    STOP_MS,
    async () => {
      server.signal("SIGSTOP");
      await elapsed(STOP_MS);
      server.signal("SIGCONT");
    },
  ],
  [
    "an event loop that is blocked",
    BLOCK_MS,
    async () => {
      const inspector = await openInspector(server);
      await inspector.evaluate(
        `{ const end = performance.now() + ${BLOCK_MS}; while (performance.now() < end); }`,
      );
      inspector.close();
    },
  ],
];

const openLink = async () => {
  const headers = { authorization: "hush" };
  const dispose = async () => {};
  const line = await dial({ url: server.url, headers, cluster: "main", shardCount: 8, dispose });
  const hello = { type: "hello", protocol: 1, cluster: "main", shardCount: 8, shardIds: [6] };
  line.say({ ...hello, boot: randomUUID() });
  expect(await line.next()).toMatchObject({ type: "welcome" });
  let seq = 0;
  return {
    line,
    say: async () => {
      seq += 1;
      line.say({ type: "report", seq, timeoutMs: 5_000, shards: [{ id: 6, state: "online" }] });
      expect(await line.next()).toMatchObject({ type: "ack", outcome: "accepted" });
    },
  };
};

test.each(STANDSTILLS)(
  "%s turns nothing red, is told on the feed and the page, and true silence after it is noticed",
  { timeout: STOP_MS + 60_000 },
  async (_, lastsMs, standStill) => {
    const bot = await startBeating(server.url, { shardCount: 8, ids: [0, 1, 2, 3, 4, 5], secret: "hush" });
    const link = await openLink();
    await link.say();
    const feed = await openSse(`${server.url}/api/v1/feed`);
    const visitor = await visit(browser, server.url);
    await visitor.sees("main", 0, "online");
    await post(server.url, "/api/status/main/7/3", { headers: { authorization: "hush" } });
    const atStop = Date.now();

    await standStill();
    const goesOnAt = performance.now();

    const tick = await feed.next(({ event, data }) => event === "tick" && /"blind":{/.test(data), 10_000);
    const { blind } = (JSON.parse(tick.data) as Pick<FeedSnapshot, "monitor">).monitor;
    expect(Math.abs((blind?.from ?? 0) - atStop)).toBeLessThan(2_000);
    expect(Math.abs((blind?.until ?? 0) - (blind?.from ?? 0) - lastsMs)).toBeLessThan(2_000);
    await link.say();
    expect(link.line.socket.readyState).toBe(link.line.socket.OPEN);
    await visitor.page.getByText("This monitor was away").first().waitFor();
    await visitor.sees("main", 0, "online");
    expect(visitor.faults).toEqual([]);
    expect((await ask(server.url, "/readyz")).json()).toMatchObject({ status: "ready" });
    expect(server.logs).toContainEqual(
      expect.objectContaining({ level: "warn", lastedMs: expect.any(Number) }),
    );

    // Nothing was heard of this one since: it gets the time that it had left.
    const red = await feed.next(({ event, data }) => event === "frame" && data.includes('"unhealthy":"'));
    expect(red.data).toContain('"unhealthy":"7"');
    expect(red.receivedAt - goesOnAt).toBeGreaterThan(TIMEOUT_MS - 500);
    expect(red.receivedAt - goesOnAt).toBeLessThan(TIMEOUT_MS + 1_000);
    for (const id of [0, 1, 2, 3, 4, 5, 6]) {
      const { state, transitions } = await read<ShardDetail>(
        server.url,
        `/api/v1/clusters/main/shards/${id}`,
      );
      expect([state, transitions.length]).toEqual(["online", 1]);
    }
    await bot.stop();
    link.line.socket.terminate();
    feed.close();
    await visitor.close();
  },
);

test("standing still again and again, just longer than silence is borne, turns nothing red", {
  timeout: 120_000,
}, async () => {
  const bot = await startBeating(server.url, { shardCount: 8, secret: "hush" });
  const feed = await openSse(`${server.url}/api/v1/feed`);
  for (let round = 0; round < measure({ short: 1, full: 10 }); round += 1) {
    server.signal("SIGSTOP");
    await elapsed(TIMEOUT_MS + 500);
    server.signal("SIGCONT");
    await elapsed(300 * (round % 3));
  }
  await until("it answers", async () => (await ask(server.url, "/healthz")).status === 200);
  const { clusters } = await read<FeedSnapshot>(server.url, "/api/v1/snapshot");
  expect(clusters[0]?.states).toBe("o8");
  const { transitions } = await read<ShardDetail>(server.url, "/api/v1/clusters/main/shards/0");
  expect(transitions).toHaveLength(1);
  expect(feed.events.filter(({ data }) => data.includes('"unhealthy":"'))).toEqual([]);
  await bot.stop();
  feed.close();
});
