import { once } from "node:events";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { LINK_PATH } from "#protocol/link.ts";
import { openTestDatabase } from "../test-server.ts";
import { createListeningServer, dialLink, hello } from "./test-link.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const listening = async (...given: Parameters<typeof createListeningServer>) => {
  const server = await createListeningServer(...given);
  closers.push(server.close);
  return server;
};
const report = (seq: number, state = "online", more: object = {}) => ({
  type: "report",
  seq,
  shards: [{ id: 5, state }],
  ...more,
});
type Listening = Awaited<ReturnType<typeof listening>>;
const stateOf = ({ shards }: Listening, id = 5) => shards.read.state(shards.read.cluster("main"), id);

test("the secret is asked for before the handshake", async () => {
  const { url } = await listening({ PASSPHRASE: "hush" });
  const socket = new WebSocket(`${url.replace("http", "ws")}${LINK_PATH}`);
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(401);
  socket.on("error", () => {}).terminate();
  const link = await dialLink(url, { authorization: "Bearer hush" });
  link.send(hello("a"));
  expect(await link.next()).toMatchObject({ type: "welcome", protocol: 1, seq: -1 });
});

test("a report is acknowledged and an older one is stale", async () => {
  const server = await listening();
  const link = await dialLink(server.url);
  link.send(hello("a"));
  await link.next();
  link.send(report(2));
  expect(await link.next()).toEqual({ type: "ack", seq: 2, outcome: "accepted" });
  expect(stateOf(server)).toBe("online");
  link.send(report(1, "offline"));
  expect(await link.next()).toEqual({ type: "ack", seq: 1, outcome: "stale" });
  expect(stateOf(server)).toBe("online");
});

test("a goodbye leaves the shards stopped, by way of stopping", async () => {
  const server = await listening();
  const link = await dialLink(server.url);
  link.send(hello("a"));
  link.send(report(1));
  link.send({ type: "goodbye" });
  expect((await link.next()).type).toBe("welcome");
  expect((await link.next()).type).toBe("ack");
  expect(await link.next()).toEqual({ type: "goodbye" });
  expect(await link.closed).toBe(1000);
  const detail = server.shards.read.detail(server.shards.read.cluster("main"), 5);
  expect(detail.reason).toBe("stopped");
  expect(detail.transitions.map(({ to, cause }) => [to, cause])).toEqual([
    ["offline", "goodbye"],
    ["stopping", "goodbye"],
    ["online", "report"],
  ]);
});

test("a link that goes without goodbye leaves its shards to expire", async () => {
  const server = await listening();
  const link = await dialLink(server.url);
  link.send(hello("a"));
  link.send(report(1, "online", { timeoutMs: 20_000 }));
  await link.next();
  await link.next();
  link.socket.terminate();
  await link.closed;
  server.clock.advance(20_000);
  expect(stateOf(server)).toBe("online");
  server.clock.advance(100);
  expect(stateOf(server)).toBe("unhealthy");
});

test("a boot that dials again replaces its older link and hears where its seq was", async () => {
  const { url } = await listening();
  const first = await dialLink(url);
  first.send(hello("a"));
  first.send(report(7));
  await first.next();
  await first.next();
  const second = await dialLink(url);
  second.send(hello("a"));
  expect(await second.next()).toMatchObject({ type: "welcome", protocol: 1, seq: 7 });
  expect(await first.next()).toMatchObject({ type: "error", code: "replaced" });
  expect(await first.closed).toBe(4408);
});

test.each([
  ["an unknown cluster", hello("a", { cluster: "nope" }), "unknown_cluster", 4404],
  ["another shard count", hello("a", { shardCount: 61 }), "shard_count_mismatch", 4409],
  ["a shard outside the cluster", hello("a", { shardIds: [60] }), "invalid", 4400],
  ["another protocol", hello("a", { protocol: 2 }), "unsupported_protocol", 4426],
  ["a report before the hello", report(1), "invalid", 4400],
  ["something else", { type: "x" }, "invalid", 4400],
])("%s is refused with words and a close", async (_, frame, code, closeCode) => {
  const { url } = await listening();
  const link = await dialLink(url);
  link.send(frame);
  expect(await link.next()).toMatchObject({ type: "error", code });
  expect(await link.closed).toBe(closeCode);
});

test("a boot that said goodbye is not greeted again", async () => {
  const { url, shards } = await listening();
  await shards.goodbye(shards.read.cluster("main"), "a");
  const link = await dialLink(url);
  link.send(hello("a"));
  expect(await link.next()).toMatchObject({ type: "error", code: "boot_ended" });
});

test("what is no JSON text is refused without an echo of it", async () => {
  const { url } = await listening();
  const link = await dialLink(url);
  link.socket.send("my-passphrase");
  const frame = await link.next();
  expect(frame).toMatchObject({ type: "error", code: "invalid" });
  expect(JSON.stringify(frame)).not.toContain("my-passphrase");
});

test.each([
  ["report", { type: "report", seq: 2, shards: [{ id: 60, state: "online" }] }],
  ["field", { type: "report", seq: -1, shards: [] }],
  ["type", { type: "nonsense" }],
])("what came in one go with a wrong %s is not heard", async (_, wrong) => {
  const server = await listening();
  const link = await dialLink(server.url);
  link.send(hello("a"));
  await link.next();
  link.send(report(1));
  link.send(wrong);
  link.send(report(3, "offline"));
  link.send({ type: "goodbye" });
  expect(await link.closed).toBe(4400);
  expect(stateOf(server)).toBe("online");
});

test("a frame over 1 MiB ends the link", async () => {
  const { url } = await listening();
  const link = await dialLink(url);
  link.socket.on("error", () => {});
  link.socket.send("x".repeat(1_024 * 1_024 + 1));
  expect(await link.closed).toBe(1009);
});

test("a silent peer is dropped within 30 s and one that pongs stays", async () => {
  const { url, clock, links } = await listening();
  const live = await dialLink(url);
  const dead = await dialLink(url);
  for (const [link, boot] of [
    [live, "a"],
    [dead, "b"],
  ] as const) {
    link.send(hello(boot));
    await link.next();
  }
  expect(links.size).toBe(2);
  dead.socket.pause();
  const pinged = once(live.socket, "ping");
  clock.advance(15_000);
  await pinged;
  live.send(report(1));
  await live.next();
  clock.advance(15_000);
  await expect.poll(() => links.size).toBe(1);
  expect(live.socket.readyState).toBe(WebSocket.OPEN);
  dead.socket.terminate();
});

test("a stop waits for no peer that does not answer its close", async () => {
  const { url, clock, links, endFeeds } = await listening();
  const hung = await dialLink(url);
  hung.send(hello("a"));
  await hung.next();
  hung.socket.pause();
  endFeeds();
  clock.advance(2_000);
  await expect.poll(() => links.size).toBe(0);
  hung.socket.terminate();
});

test("a connection that never says hello is closed", async () => {
  const { url, clock, links } = await listening();
  const link = await dialLink(url);
  await expect.poll(() => links.size).toBe(1);
  clock.advance(10_000);
  expect(await link.next()).toMatchObject({ type: "error", code: "invalid" });
});

test("what cannot be kept is answered with an error that says to send it again, and the link stays", async () => {
  const connection = openTestDatabase(":memory:");
  const server = await listening({}, { open: () => connection });
  const link = await dialLink(server.url);
  link.send(hello("a"));
  link.send(report(1));
  await link.next();
  await link.next();
  connection.db.run(sql`pragma query_only = true`);
  link.send(report(2, "offline"));
  await expect.poll(() => stateOf(server)).toBe("offline");
  await expect.poll(() => server.keeper.isDegraded).toBe(true);
  server.clock.advance(2_000);
  expect(await link.next()).toMatchObject({ type: "error", code: "history_unavailable", seq: 2 });
  connection.db.run(sql`pragma query_only = false`);
  server.clock.advance(2_000);
  link.send(report(3, "offline"));
  expect(await link.next()).toEqual({ type: "ack", seq: 3, outcome: "accepted" });
});

test("processes are listed whole with the secret, and as counts without", async () => {
  const { url, app } = await listening({ PASSPHRASE: "hush" });
  const link = await dialLink(url, { authorization: "Bearer hush" });
  link.send(hello("a", { label: "eu-3", versions: { plugin: "p 1", library: "l 2", runtime: "node 20" } }));
  link.send(report(1, "online", { process: { uptimeMs: 5_000, memoryBytes: 7, eventLoopDelayP99Ms: 1.5 } }));
  await link.next();
  await link.next();
  const path = "/api/v1/clusters/main/processes";
  const all = await app.request(path, { headers: { authorization: "Bearer hush" } });
  expect(await all.json()).toMatchObject({
    visible: "all",
    processes: [
      {
        boot: "a",
        label: "eu-3",
        shards: 1,
        shardRanges: "5",
        isHeard: true,
        line: "link",
        versions: { plugin: "p 1", library: "l 2", runtime: "node 20" },
        uptimeMs: 5_000,
        memoryBytes: 7,
        eventLoopDelayP99Ms: 1.5,
      },
    ],
  });
  const counts = await app.request(path);
  expect(await counts.json()).toEqual({ visible: "counts", processes: [{ shards: 1, isHeard: true }] });
  const wrong = await app.request(path, { headers: { authorization: "Bearer no" } });
  expect(wrong.status).toBe(401);
});

test("with PROCESSES_PUBLIC=none nothing of the processes is told, nor which clusters there are", async () => {
  const { app } = await listening({ PASSPHRASE: "hush", PROCESSES_PUBLIC: "none" });
  for (const cluster of ["main", "nope"]) {
    expect((await app.request(`/api/v1/clusters/${cluster}/processes`)).status).toBe(401);
  }
});

test("a process that reports over HTTP is listed too, and is gone after its goodbye", async () => {
  const { app } = await listening();
  const path = "/api/v1/clusters/main";
  const body = {
    boot: "b",
    seq: 1,
    shardCount: 60,
    shards: [{ id: 1, state: "online", reconnects: 3 }],
    process: { label: "us-1", memoryBytes: 9 },
  };
  const answer = await app.request(`${path}/reports`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  const list = async () => (await app.request(`${path}/processes`)).json();
  expect(await list()).toMatchObject({ processes: [{ label: "us-1", line: "http", shardRanges: "1" }] });
  expect(await (await app.request(`${path}/shards/1`)).json()).toMatchObject({ reconnects: 3 });
  await app.request(`${path}/processes/b`, { method: "DELETE" });
  expect(await list()).toMatchObject({ processes: [] });
});

test("a link without an upgrade is told what it is", async () => {
  const { app } = await listening();
  const answer = await app.request(LINK_PATH);
  expect(answer.status).toBe(426);
});
