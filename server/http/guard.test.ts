import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createTokenRoom } from "../auth/test-tokens.ts";
import { createListeningServer } from "../links/test-link.ts";
import { createTestServer } from "../test-server.ts";
import { GUESSES } from "./rate-limit.ts";

const PASSPHRASE = "correct horse battery staple";
const ATTACKER = "203.0.113.9";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Server = Pick<ReturnType<typeof createTestServer>, "app">;
const serve = (env: Record<string, string> = {}) => {
  const server = createTestServer({ PASSPHRASE, ...env });
  closers.push(server.close);
  return server;
};
const report = JSON.stringify({ boot: "b", seq: 0, shardCount: 60, shards: [{ id: 0, state: "online" }] });
const from =
  (remoteAddress: string) =>
  async ({ app }: Server, secret: string, path: string, method = "POST") => {
    const init = { method, headers: { authorization: secret }, ...(method === "POST" && { body: report }) };
    const answer = await app.request(path, init, { incoming: { socket: { remoteAddress }, headers: {} } });
    return {
      status: answer.status,
      retryAfter: answer.headers.get("retry-after"),
      text: await answer.text(),
    };
  };
const STATUS = "/api/status/main/0/3";
const REPORTS = "/api/v1/clusters/main/reports";
const exhaust = async (server: Server, address: string, path = STATUS) => {
  for (let count = 0; count < GUESSES; count += 1)
    expect((await from(address)(server, `guess ${count}`, path)).status).toBe(401);
};

test.each([
  [STATUS, "POST"],
  ["/api/health/main/0", "POST"],
  [REPORTS, "POST"],
  ["/api/v1/clusters/main/processes/b", "DELETE"],
  ["/api/v1/clusters/main/processes", "GET"],
  ["/api/v1/link", "GET"],
])(
  "%s: past the limit even the right passphrase is not looked at, until it is time",
  async (path, method) => {
    const server = serve();
    await exhaust(server, ATTACKER);
    const refused = await from(ATTACKER)(server, PASSPHRASE, path, method);
    expect(refused).toMatchObject({ status: 429, retryAfter: "2" });
    expect(refused.text).toContain("too many wrong secrets");
    const { error } = JSON.parse(refused.text);
    expect(typeof error).toBe(/^\/api\/(?:status|health)/.test(path) ? "string" : "object");
    expect((await from("203.0.113.10")(server, PASSPHRASE, path, method)).status).not.toBe(429);
    server.clock.advance(2_000);
    expect((await from(ATTACKER)(server, PASSPHRASE, path, method)).status).not.toBe(429);
  },
);

test("who sends no secret guesses nothing", async () => {
  const server = serve();
  for (let count = 0; count < 100; count += 1)
    expect((await from(ATTACKER)(server, "", STATUS)).status).toBe(401);
  expect((await from(ATTACKER)(server, PASSPHRASE, STATUS)).status).toBe(204);
});

test("a bot that shares its address with an attacker is let in while it works", async () => {
  const server = serve();
  const push = from("198.51.100.7");
  expect((await push(server, PASSPHRASE, STATUS)).status).toBe(204);
  for (let second = 0; second < 600; second += 1) {
    for (let guess = 0; guess < 5; guess += 1) await push(server, `guess ${second} ${guess}`, REPORTS);
    if (second % 15 === 0) expect((await push(server, PASSPHRASE, STATUS)).status).toBe(204);
    server.clock.advance(1_000);
  }
  for (let guess = 0; guess < 5; guess += 1) await push(server, `last ${guess}`, REPORTS);
  expect((await push(server, "another guess", REPORTS)).status).toBe(429);
});

test("a good token is let in whatever came from its address", async () => {
  const room = createTokenRoom();
  closers.push(room.close);
  const server = room.serve({ PASSPHRASE });
  const secret = room.token("create", "--scope", "report", "--all-clusters").out.trim();
  await exhaust(server, ATTACKER);
  expect((await from(ATTACKER)(server, `Bearer ${secret}`, STATUS)).status).toBe(204);
  expect((await from(ATTACKER)(server, `Bearer ${secret.slice(0, -4)}0000`, STATUS)).status).toBe(429);
});

test("a bot with a stale passphrase keeps no one out, and is let in at once when it is mended", async () => {
  const server = serve();
  const push = from("198.51.100.7");
  const statuses = new Set<number>();
  for (let round = 0; round < 4; round += 1) {
    for (let shard = 0; shard < 360; shard += 1) statuses.add((await push(server, "stale", STATUS)).status);
    server.clock.advance(15_000);
  }
  expect(statuses).toEqual(new Set([401, 429]));
  for (let shard = 0; shard < 360; shard += 1) await push(server, "stale", STATUS);
  expect((await push(server, PASSPHRASE, STATUS)).status).toBe(204);
});

test("all addresses of an IPv6 network are one", async () => {
  const server = serve();
  for (let count = 0; count < GUESSES; count += 1)
    await from(`2001:db8:1:2::${count + 1}`)(server, `guess ${count}`, STATUS);
  expect((await from("2001:db8:1:2:ffff::1")(server, PASSPHRASE, STATUS)).status).toBe(429);
  expect((await from("2001:db8:1:3::1")(server, PASSPHRASE, STATUS)).status).toBe(204);
});

test("the WebSocket's handshake is answered with 429 too", async () => {
  const server = await createListeningServer({ PASSPHRASE });
  closers.push(server.close);
  await exhaust(server, "127.0.0.1");
  const socket = new WebSocket(`${server.url.replace(/^http/, "ws")}/api/v1/link`, {
    headers: { authorization: PASSPHRASE },
  });
  const [, response] = await once(socket, "unexpected-response");
  expect([response.statusCode, response.headers["retry-after"]]).toEqual([429, "2"]);
  socket.on("error", () => {}).terminate();
});
