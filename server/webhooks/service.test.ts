import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pino from "pino";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Open } from "../db/access.ts";
import { Keeper } from "../db/keeper.ts";
import { createEvents } from "../events.ts";
import { createOutgoing, type Outgoing } from "../http/outgoing.ts";
import { isPublicAddress, publicOrIn } from "../http/reach.ts";
import { createTestClock, type TestClock } from "../test-clock.ts";
import { openTestDatabase } from "../test-server.ts";
import { MOST_TRIES } from "./retry.ts";
import { Webhooks } from "./service.ts";
import { type Reply, startReceiver } from "./test-receiver.ts";

const KEY = Buffer.from("a key that receiver and sender share");
const SECRET = `whsec_${KEY.toString("base64")}`;
const DAY_MS = 86_400_000;
/** A machine under load is slow, and not wrong. */
const PATIENCE_MS = 15_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

const NODE = { id: "0123456789ab", pool: "main", name: "host-3" };

let path: string;
let clock: TestClock;
let lines: string[];
beforeEach(() => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  path = join(dir, "test.db");
  clock = createTestClock();
  lines = [];
});

const eventually = (check: () => void) => vi.waitFor(check, { timeout: PATIENCE_MS });
const receiver = (...replies: readonly Reply[]) => startReceiver(KEY, ...replies);
const log = () => pino({ level: "trace" }, { write: (line: string) => lines.push(line) });
const said = (words: string) => lines.filter((line) => line.includes(words));

/** The service and the keeper below it; `askedAt` holds when on the test's clock each request went out. */
const start = (
  url: string,
  given: { readonly isAllowed?: (ip: string) => boolean; readonly open?: Open } = {},
) => {
  const askedAt: number[] = [];
  let asking = 0;
  const real = createOutgoing({ isAllowed: given.isAllowed ?? (() => true) });
  const outgoing: Outgoing = (to, request) => {
    askedAt.push(clock.monotonic());
    asking += 1;
    return real(to, request).finally(() => {
      asking -= 1;
    });
  };
  const keeper = new Keeper({
    open: given.open ?? (() => openTestDatabase(path)),
    clock,
    events: createEvents(),
    log: log(),
  });
  const webhooks = new Webhooks({ url, secret: SECRET, outgoing, clock, keeper, log: log() });
  keeper.start();
  webhooks.start();
  const stop = async () => {
    webhooks.stop();
    await keeper.stop();
  };
  onTestFinished(stop);
  return {
    webhooks,
    keeper,
    askedAt,
    stop,
    gaps: () => askedAt.slice(1).map((at, place) => at - (askedAt[place] ?? 0)),
    /** Lets time pass until it is so, but none while a request is under way. */
    passUntil: (isSo: () => boolean, stepMs = 500) =>
      vi.waitFor(
        () => {
          if (isSo()) return;
          if (asking === 0) clock.advance(stepMs);
          throw new Error("not yet so");
        },
        { timeout: PATIENCE_MS, interval: 1 },
      ),
  };
};
const rows = (at = path) => {
  const database = new Database(at, { readonly: true });
  try {
    return database.prepare("SELECT id, failures FROM webhook_deliveries ORDER BY created_at").all();
  } finally {
    database.close();
  }
};

test("an event is kept, sent signed, and forgotten once it was taken", async () => {
  const { url, received, release } = await receiver(null);
  const { webhooks } = start(url);
  webhooks.send("node.retired", Date.UTC(2026, 10, 21, 8, 0, 1), NODE);
  await eventually(() => expect(received).toHaveLength(1));
  const [first] = received;
  expect(rows()).toEqual([{ id: first?.headers["webhook-id"], failures: 0 }]);
  release();
  await eventually(() => expect(rows()).toEqual([]));
  expect(JSON.parse(first?.body ?? "")).toEqual({
    type: "node.retired",
    timestamp: "2026-11-21T08:00:01.000Z",
    data: NODE,
  });
  expect(first).toMatchObject({
    isSigned: true,
    headers: {
      "content-type": "application/json",
      "webhook-timestamp": String(Math.floor(clock.wall() / 1_000)),
    },
  });
  expect(first?.headers["webhook-id"]).toMatch(/^msg_[\da-f]{32}$/);
  expect(received).toHaveLength(1);
});

test("a receiver that fails twice gets it a third time: the same id and body, signed anew", async () => {
  const { url, received } = await receiver({ status: 500 }, { status: 404 }, { status: 200 });
  const { webhooks, gaps, passUntil } = start(url);
  webhooks.send("node.announced", clock.wall(), NODE);
  await passUntil(() => received.length === 3 && rows().length === 0);
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  expect(new Set(received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
  expect(received.every(({ isSigned }) => isSigned)).toBe(true);
  const [first = 0, second = 0] = gaps();
  expect(first).toBeGreaterThanOrEqual(4_000);
  expect(first).toBeLessThanOrEqual(6_000);
  expect(second).toBeGreaterThanOrEqual(16_000);
  expect(second).toBeLessThanOrEqual(24_000);
});

test("a restart forgets nothing, neither what waits nor for how long", async () => {
  const { url, received } = await receiver({ status: 500 }, { status: 500 }, { status: 204 });
  const before = start(url);
  before.webhooks.send("node.retired", clock.wall(), NODE);
  await before.passUntil(() => received.length === 2);
  await eventually(() => expect(rows()).toMatchObject([{ failures: 2 }]));
  await before.stop();
  const after = start(url);
  const startedAt = clock.monotonic();
  await after.passUntil(() => received.length === 3);
  expect((after.askedAt[0] ?? 0) - startedAt).toBeGreaterThanOrEqual(14_000);
  expect(received[2]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
  await eventually(() => expect(rows()).toEqual([]));
});

test("what is under way at the end is cut, and sent after the next start", async () => {
  const { url, received } = await receiver(null, { status: 204 });
  const before = start(url);
  before.webhooks.send("node.retired", clock.wall(), NODE);
  await eventually(() => expect(received).toHaveLength(1));
  await before.stop();
  start(url);
  await eventually(() => expect(received).toHaveLength(2));
  await eventually(() => expect(rows()).toEqual([]));
  expect(said("does not take")).toEqual([]);
});

test("a clock that was set to far ahead or back puts off nothing for ever", async () => {
  const { url, received } = await receiver({ status: 500 }, { status: 204 });
  const before = start(url);
  before.webhooks.send("node.retired", clock.wall(), NODE);
  await before.passUntil(() => received.length === 1);
  await eventually(() => expect(rows()).toMatchObject([{ failures: 1 }]));
  await before.stop();
  clock.stepWall(-400 * DAY_MS);
  const after = start(url);
  const startedAt = clock.monotonic();
  await after.passUntil(() => received.length === 2, 3_600_000);
  expect((after.askedAt[0] ?? 0) - startedAt).toBeLessThanOrEqual(DAY_MS + 3_600_000);
});

test.each([429, 503])("Retry-After is heeded on %i", async (status) => {
  const { url, received } = await receiver({ status, headers: { "retry-after": "600" } }, { status: 204 });
  const { webhooks, gaps, passUntil } = start(url);
  webhooks.send("node.limited", clock.wall(), NODE);
  await passUntil(() => received.length === 2, 5_000);
  expect(gaps()[0]).toBeGreaterThanOrEqual(600_000);
  expect(gaps()[0]).toBeLessThanOrEqual(605_000);
});

test("410 ends a delivery, which is said, and no other", async () => {
  const { url, received } = await receiver({ status: 410 }, { status: 204 });
  const { webhooks } = start(url);
  webhooks.send("node.announced", clock.wall(), NODE);
  await eventually(() => expect(said("HTTP 410")).toHaveLength(1));
  webhooks.send("node.retired", clock.wall(), NODE);
  await eventually(() => expect(received).toHaveLength(2));
  await eventually(() => expect(rows()).toEqual([]));
  clock.advance(DAY_MS);
  expect(said(String(received[0]?.headers["webhook-id"]))).toHaveLength(1);
  expect(received[1]?.headers["webhook-id"]).not.toBe(received[0]?.headers["webhook-id"]);
});

test("after about three days it is given up, which is said with its id", async () => {
  const { url, received } = await receiver({ status: 500 });
  const { webhooks, askedAt, passUntil } = start(url);
  webhooks.send("node.retired", clock.wall(), NODE);
  await passUntil(() => said("given up").length > 0, 600_000);
  expect(received).toHaveLength(MOST_TRIES);
  const tookMs = (askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0);
  expect(tookMs / DAY_MS).toBeGreaterThan(2.4);
  expect(tookMs / DAY_MS).toBeLessThan(3.8);
  expect(said("given up")).toEqual([expect.stringContaining(String(received[0]?.headers["webhook-id"]))]);
  expect(said("does not take")).toHaveLength(1);
  await eventually(() => expect(rows()).toEqual([]));
});

test("at most four are under way at once", async () => {
  const { url, received, release, mostAtOnce } = await receiver(null);
  const { webhooks } = start(url);
  for (let count = 0; count < 10; count += 1) webhooks.send("node.announced", clock.wall(), NODE);
  for (let count = 1; count <= 10; count += 1) {
    await eventually(() => expect(received).toHaveLength(Math.min(count + 3, 10)));
    release();
  }
  await eventually(() => expect(rows()).toEqual([]));
  expect(mostAtOnce()).toBe(4);
});

test("at most a thousand wait: the oldest are dropped, which is said once", async () => {
  const { url, received } = await receiver({ status: 204 });
  const { webhooks, keeper } = start(url);
  webhooks.stop();
  for (let count = 0; count < 1_005; count += 1) webhooks.send("node.announced", clock.wall(), { count });
  await keeper.stop();
  expect(rows()).toHaveLength(1_000);
  expect(said("the oldest are dropped")).toHaveLength(1);
  start(url);
  await eventually(() => expect(received.length).toBeGreaterThan(20));
  expect(received.some(({ body }) => /"count":[0-4]\}/.test(body))).toBe(false);
});

test.each(["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])(
  "an address that is not public, %s, is refused until it is allowed, and never logged",
  async (host) => {
    const { port, received, connections } = await receiver({ status: 204 });
    const url = `http://${host}:${port}/hook?key=a-secret-address`;
    const strict = start(url, { isAllowed: isPublicAddress });
    strict.webhooks.send("node.retired", clock.wall(), NODE);
    await strict.passUntil(() => strict.askedAt.length === 3);
    expect(said("name its network in WEBHOOK_ALLOW")).toHaveLength(1);
    expect(connections()).toBe(0);
    const text = lines.join("");
    for (const secret of [SECRET, KEY.toString(), "a-secret-address", String(port), host])
      expect(text).not.toContain(secret);
    if (host.startsWith("[")) return;
    await strict.stop();
    const allowed = start(url, { isAllowed: publicOrIn(["127.0.0.0/8", "::1"]) });
    await allowed.passUntil(() => received.length === 1, 5_000);
  },
);

test("each trouble is said once, until something was taken", async () => {
  const wrong = { status: 302, headers: { location: "https://elsewhere.example/a-secret-place" } };
  const replies = [wrong, { status: 500 }, wrong, { status: 500 }, { status: 200 }, { status: 500 }];
  const { url, received } = await receiver(...replies);
  const { webhooks, passUntil } = start(url);
  webhooks.send("node.announced", clock.wall(), NODE);
  await passUntil(() => received.length === 5 && rows().length === 0, 5_000);
  expect(said("HTTP 500")).toHaveLength(1);
  expect(said("set WEBHOOK_URL to where that leads")).toHaveLength(1);
  expect(said("again")).toHaveLength(1);
  webhooks.send("node.announced", clock.wall(), NODE);
  await eventually(() => expect(said("HTTP 500")).toHaveLength(2));
  expect(lines.join("")).not.toContain("a-secret");
});

test("a database that cannot be opened keeps nothing back, and gives what it holds when it opens", async () => {
  const { url, received } = await receiver({ status: 500 }, { status: 204 });
  const before = start(url);
  before.webhooks.send("node.announced", clock.wall(), { place: "kept" });
  await eventually(() => expect(rows()).toMatchObject([{ failures: 1 }]));
  await before.stop();
  let isAway = true;
  const after = start(url, {
    open: () => {
      if (isAway) throw Object.assign(new Error("away"), { code: "SQLITE_CANTOPEN" });
      return openTestDatabase(path);
    },
  });
  after.webhooks.send("node.retired", clock.wall(), { place: "new" });
  await after.passUntil(() => received.length === 2, 100);
  expect(received[1]?.body).toContain("new");
  isAway = false;
  await after.passUntil(() => received.length === 3, 100);
  expect(received[2]?.body).toContain("kept");
  await eventually(() => expect(rows()).toEqual([]));
});

test("another database that is put in its place gets what waits, and gives what waits there", async () => {
  const { url, received } = await receiver({ status: 503, headers: { "retry-after": "86400" } });
  const other = `${path}.other`;
  const made = openTestDatabase(other);
  made.close();
  const writer = new Database(other);
  writer.exec(`INSERT INTO webhook_deliveries VALUES ('msg_there', 'node.retired', '{"a":1}', 1, 0, 1)`);
  writer.close();
  const { webhooks, passUntil, keeper } = start(url);
  webhooks.send("node.announced", clock.wall(), NODE);
  await eventually(() => expect(rows()).toMatchObject([{ failures: 1 }]));
  renameSync(other, path);
  const idOf = (place: number) => received[place]?.headers["webhook-id"];
  await passUntil(() => received.some((_, place) => idOf(place) === "msg_there"), 100);
  await passUntil(() => !keeper.isDegraded);
  await eventually(() => expect(rows()).toMatchObject([{ id: "msg_there", failures: 1 }, { id: idOf(0) }]));
});

test("rows that make no sense are set aside, and stop no other", async () => {
  openTestDatabase(path).close();
  const writer = new Database(path);
  writer.exec(`INSERT INTO webhook_deliveries VALUES ('msg_good', 'node.retired', '{"a":1}', 1, 0, 1);
    INSERT INTO webhook_deliveries VALUES ('msg_bad', 'node.retired', '{"a":2}', 1, 'many', 1)`);
  writer.close();
  const { url, received } = await receiver({ status: 204 });
  start(url);
  await eventually(() => expect(received.map(({ body }) => body)).toEqual(['{"a":1}']));
  expect(said("set_aside")).toHaveLength(1);
  await eventually(() => expect(rows()).toEqual([]));
  const reader = new Database(path, { readonly: true });
  expect(reader.prepare("SELECT source, problem FROM set_aside").all()).toMatchObject([
    { source: "webhook_deliveries", problem: expect.stringContaining("failures") },
  ]);
  reader.close();
});
