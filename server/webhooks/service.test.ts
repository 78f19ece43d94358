import { expect, test, vi } from "vitest";
import { createBench, eventually, NODE, PATIENT, receiver } from "./test-bench.ts";

vi.setConfig(PATIENT);

test("an event is kept, sent signed, and forgotten once it was taken", async () => {
  const { clock, start, rows } = createBench();
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
  const { clock, start, rows } = createBench();
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

test.each([429, 503])("Retry-After is heeded on %i", async (status) => {
  const { clock, start } = createBench();
  const { url, received } = await receiver({ status, headers: { "retry-after": "600" } }, { status: 204 });
  const { webhooks, gaps, passUntil } = start(url);
  webhooks.send("node.limited", clock.wall(), NODE);
  await passUntil(() => received.length === 2, 5_000);
  expect(gaps()[0]).toBeGreaterThanOrEqual(600_000);
  expect(gaps()[0]).toBeLessThanOrEqual(605_000);
});

test("at most four are under way at once", async () => {
  const { clock, start, rows } = createBench();
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
