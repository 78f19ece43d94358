import { expect, test, vi } from "vitest";
import { isPublicAddress, publicOrIn } from "../http/reach.ts";
import { MOST_TRIES } from "./retry.ts";
import { createBench, DAY_MS, eventually, KEY, NODE, PATIENT, receiver, SECRET } from "./test-bench.ts";

vi.setConfig(PATIENT);

test("410 ends a delivery, which is said, and no other", async () => {
  const { clock, said, start, rows } = createBench();
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
  const { clock, said, start, rows } = createBench();
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

test.each(["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])(
  "an address that is not public, %s, is refused until it is allowed, and never logged",
  async (host) => {
    const { clock, lines, said, start } = createBench();
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
  const { clock, lines, said, start, rows } = createBench();
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
