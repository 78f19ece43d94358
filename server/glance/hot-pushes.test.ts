import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTokenRoom, idOf } from "../auth/test-tokens.ts";
import { createTestServer, openTestDatabase } from "../test-server.ts";

const PASSPHRASE = "open sesame";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether it was answered ahead of the routes. */
  readonly isHot: boolean;
}

const start = async (server: ReturnType<typeof createTestServer>) => {
  const routes = getRequestListener(server.app.fetch);
  let isHot = false;
  const socket = createServer((incoming, outgoing) => {
    isHot = server.hotPushes.take(incoming, outgoing);
    if (!isHot) routes(incoming, outgoing);
  });
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const push = (
    path: string,
    given: { headers?: Record<string, string>; method?: string; body?: string; agent?: Agent } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { headers = { authorization: PASSPHRASE }, method = "POST", body } = given;
      const outgoing = request({ port, path, method, headers, agent: given.agent ?? agent });
      outgoing.on("error", reject).end(body);
      outgoing.on("response", async (incoming) => {
        let text = "";
        for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, isHot });
      });
    });
  const stop = () => {
    agent.destroy();
    socket.close();
    server.close();
  };
  return { push, stop };
};

let started: Awaited<ReturnType<typeof start>>;
afterEach(() => started.stop());

describe("a push on a connection that has shown its secret", () => {
  beforeEach(async () => {
    started = await start(createTestServer({ PASSPHRASE }));
    expect((await started.push("/api/status/main/0/3")).isHot).toBe(false);
  });

  test.each(["/api/status/main/0/3", "/api/status/main/5/1", "/api/health/main/0"])(
    "%s is hot",
    async (path) => {
      const apart = await started.push(path, { agent: new Agent() });
      const hot = await started.push(path);
      expect([apart.isHot, hot.isHot]).toEqual([false, true]);
      const { connection: _, "keep-alive": __, date: ___, ...headers } = apart.headers;
      expect(hot).toMatchObject({ status: apart.status, text: apart.text, headers });
      expect(Object.keys(hot.headers).filter((name) => !(name in apart.headers))).toEqual(["keep-alive"]);
    },
  );

  test.each([
    ["another secret", "/api/health/main/0", { headers: { authorization: "wrong" } }, 401],
    ["no secret", "/api/health/main/0", { headers: {} }, 401],
    ["a cluster that is not there", "/api/health/other/0", {}, 400],
    ["a shard that is not there", "/api/health/main/60", {}, 400],
    ["a state that is not there", "/api/status/main/0/7", {}, 400],
    ["a shard that was never heard", "/api/health/main/9", {}, 409],
    [
      "the secret as of another client of a proxy",
      "/api/health/main/0",
      { headers: { authorization: PASSPHRASE, "x-forwarded-for": "203.0.113.5" } },
      204,
    ],
    ["an encoded path", "/api/health/m%61in/0", {}, 204],
    ["a query", "/api/health/main/0?x", {}, 204],
    ["a slash at the end", "/api/health/main/0/", {}, 204],
    ["a body", "/api/health/main/0", { body: "{}" }, 204],
    ["another method", "/api/health/main/0", { method: "PUT" }, 405],
  ])("with %s is for the routes", async (_, path, given, status) => {
    expect(await started.push(path, given)).toMatchObject({ isHot: false, status });
  });
});

test("a token opens it until it is revoked, and in its clusters only", async () => {
  const room = createTokenRoom();
  started = await start(room.serve());
  const secret = room.token("create", "--scope", "report", "--cluster", "main").out.trim();
  const given = { headers: { authorization: `Bearer ${secret}` } };
  await started.push("/api/status/main/0/3", given);
  expect(await started.push("/api/health/main/0", given)).toMatchObject({ isHot: true, status: 204 });
  expect(await started.push("/api/status/patron_1/0/3", given)).toMatchObject({ isHot: false, status: 403 });
  room.token("revoke", idOf(secret));
  expect(await started.push("/api/health/main/0", given)).toMatchObject({ isHot: false, status: 401 });
  room.close();
});

test("where no secret is asked for, what a request says of itself is looked at each time", async () => {
  started = await start(createTestServer());
  const headers = { authorization: "any" };
  await started.push("/api/status/main/0/3", { headers });
  expect(await started.push("/api/health/main/0", { headers })).toMatchObject({ isHot: false, status: 204 });
});

test("a state that cannot be kept is answered as the routes answer it", async () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  const path = join(dir, "test.db");
  const server = createTestServer({ PASSPHRASE }, { open: () => openTestDatabase(path) });
  started = await start(server);
  await started.push("/api/status/main/0/3");
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const answered = async (answer: Promise<Answer>) => {
    const turn = setInterval(() => server.clock.advance(500), 5);
    return answer.finally(() => clearInterval(turn));
  };
  const apart = await answered(started.push("/api/status/main/1/3", { agent: new Agent() }));
  const hot = await answered(started.push("/api/status/main/1/4"));
  expect([apart.isHot, hot.isHot]).toEqual([false, true]);
  expect([hot.status, hot.text, hot.headers["retry-after"]]).toEqual([503, apart.text, "1"]);
  expect(hot.headers["content-type"]).toBe(apart.headers["content-type"]);
  other.exec("COMMIT");
  other.close();
  rmSync(dir, { recursive: true });
});

test("a bug is said as one, and stops no server", async () => {
  const server = createTestServer({ PASSPHRASE });
  started = await start(server);
  await started.push("/api/status/main/0/3");
  server.events.on("heard", () => {
    throw new Error("a bug");
  });
  expect(await started.push("/api/status/main/0/4")).toMatchObject({ isHot: true, status: 500 });
});
