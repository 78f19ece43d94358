import { renameSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { openTestDatabase } from "../test-server.ts";
import { createBench, DAY_MS, eventually, NODE, PATIENT, receiver } from "./test-bench.ts";

vi.setConfig(PATIENT);

test("a restart forgets nothing, neither what waits nor for how long", async () => {
  const { clock, start, rows } = createBench();
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
  const { clock, said, start, rows } = createBench();
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
  const { clock, start, rows } = createBench();
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

test("at most a thousand wait: the oldest are dropped, which is said once", async () => {
  const { clock, said, start, rows } = createBench();
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

test("that a machine can go is dropped last", async () => {
  const { clock, start, rows } = createBench();
  const { url, received } = await receiver({ status: 204 });
  const { webhooks, keeper } = start(url);
  webhooks.stop();
  webhooks.send("node.retired", clock.wall(), NODE);
  for (let count = 0; count < 1_000; count += 1) webhooks.send("node.limited", clock.wall(), { count });
  await keeper.stop();
  expect(rows()).toHaveLength(1_000);
  start(url);
  await eventually(() => expect(received.some(({ body }) => body.includes("node.retired"))).toBe(true));
});

test("a database that cannot be opened keeps nothing back, and gives what it holds when it opens", async () => {
  const { path, clock, start, rows } = createBench();
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
  const { path, clock, start, rows } = createBench();
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
  const { path, said, start, rows } = createBench();
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
