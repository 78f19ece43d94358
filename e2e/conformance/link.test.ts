import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { dial, findTarget, type Line, type Target } from "./target.ts";

let target: Target;

beforeAll(async () => {
  target = await findTarget();
});

afterAll(() => target.dispose());

const hello = (boot: string, more: object = {}) => ({
  type: "hello",
  protocol: 1,
  cluster: target.cluster,
  boot,
  shardCount: target.shardCount,
  shardIds: [0],
  ...more,
});
const report = (seq: number, state = "online", more: object = {}) => ({
  type: "report",
  seq,
  timeoutMs: 37_500,
  shards: [{ id: 0, state, latencyMs: 41, guilds: 1_146, unavailableGuilds: 0, reconnects: 0 }],
  ...more,
});
const shard = async () => {
  const answer = await fetch(`${target.url}/api/v1/clusters/${encodeURIComponent(target.cluster)}/shards/0`);
  return (await answer.json()) as Record<string, unknown>;
};
const greeted = async (boot: string, more: object = {}): Promise<Line> => {
  const line = await dial(target);
  line.say(hello(boot, more));
  expect(await line.next()).toMatchObject({ type: "welcome", protocol: 1, seq: expect.any(Number) });
  return line;
};
const leave = async (line: Line) => {
  line.say({ type: "goodbye" });
  expect(await line.next()).toEqual({ type: "goodbye" });
  expect(await line.closed).toBe(1000);
};

test("hello, welcome, report, ack, goodbye: a process's whole life", async () => {
  const line = await greeted(randomUUID(), {
    label: "conformance",
    versions: { plugin: "mine 1.0.0", library: "mine 2.0.0", runtime: "mine 3.0.0" },
  });
  line.say(
    report(1, "online", { process: { uptimeMs: 1_000, memoryBytes: 50_000_000, eventLoopDelayP99Ms: 2.5 } }),
  );
  expect(await line.next()).toEqual({ type: "ack", seq: 1, outcome: "accepted" });
  expect(await shard()).toMatchObject({ state: "online", latencyMs: 41, guilds: 1_146, reconnects: 0 });
  await leave(line);
  expect(await shard()).toMatchObject({ state: "offline", reason: "stopped" });
});

test("reports may be sent without waiting, and are acknowledged in their order", async () => {
  const line = await greeted(randomUUID());
  for (const seq of [1, 2, 3]) line.say(report(seq));
  for (const seq of [1, 2, 3]) expect(await line.next()).toMatchObject({ type: "ack", seq });
  await leave(line);
});

test("a report that comes twice is a duplicate, an older one stale; neither changes anything", async () => {
  const line = await greeted(randomUUID());
  for (const [seq, state, outcome] of [
    [5, "online", "accepted"],
    [5, "offline", "duplicate"],
    [4, "offline", "stale"],
  ] as const) {
    line.say(report(seq, state));
    expect(await line.next()).toEqual({ type: "ack", seq, outcome });
  }
  expect(await shard()).toMatchObject({ state: "online" });
  await leave(line);
});

test("a process that dials again is told its seq, and its older link is closed", async () => {
  const boot = randomUUID();
  const older = await greeted(boot);
  older.say(report(9));
  await older.next();
  const newer = await dial(target);
  newer.say(hello(boot));
  expect(await newer.next()).toMatchObject({ type: "welcome", seq: 9 });
  expect(await older.next()).toMatchObject({ type: "error", code: "replaced" });
  expect(await older.closed).toBe(4408);
  await leave(newer);
});

test("a boot that said goodbye is over", async () => {
  const boot = randomUUID();
  await leave(await greeted(boot));
  const line = await dial(target);
  line.say(hello(boot));
  expect(await line.next()).toMatchObject({ type: "error", code: "boot_ended" });
  expect(await line.closed).toBe(4410);
});

test("without the secret there is no handshake", async (context) => {
  if (target.headers["authorization"] === undefined) return context.skip();
  const socket = new WebSocket(`${target.url.replace(/^http/, "ws")}/api/v1/link`);
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(401);
  socket.on("error", () => {}).terminate();
});

test.each<[string, () => object, string, number]>([
  ["a cluster that is not there", () => hello("x", { cluster: "no such" }), "unknown_cluster", 4404],
  [
    "another shard count",
    () => hello("x", { shardCount: target.shardCount + 1 }),
    "shard_count_mismatch",
    4409,
  ],
  ["a protocol of the future", () => hello("x", { protocol: 99 }), "unsupported_protocol", 4426],
  ["a report before the hello", () => report(1), "invalid", 4400],
])("%s is answered with an error that says what to do, and a close", async (_, frame, code, closeCode) => {
  const line = await dial(target);
  line.say(frame());
  expect(await line.next()).toMatchObject({ type: "error", code, message: expect.stringMatching(/\w/) });
  expect(await line.closed).toBe(closeCode);
});

test("a wrong field is named, and never echoed", async () => {
  const line = await greeted(randomUUID());
  line.say(report(1, "sleeping"));
  const error = await line.next();
  expect(error).toMatchObject({ type: "error", code: "invalid", issues: [{ path: "shards.0.state" }] });
  expect(JSON.stringify(error)).not.toContain("sleeping");
});

test("a ping is answered", async () => {
  const line = await greeted(randomUUID());
  line.socket.ping("are you there");
  const [payload] = await once(line.socket, "pong");
  expect(String(payload)).toBe("are you there");
  await leave(line);
});
