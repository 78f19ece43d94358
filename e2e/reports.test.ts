import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "#protocol/report.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { idsFrom, outcomeOf, shardsIn } from "./support/bot.ts";
import { type Answer, ask, post, type Question, read } from "./support/http.ts";
import { startServer, type TestServer } from "./support/server.ts";

const SECRET = "a secret of some length";
const MEBIBYTE = 1_024 * 1_024;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ CLUSTERS: "main:60;big:40000", PASSPHRASE: SECRET });
});
afterAll(() => server.dispose());

const authorization = `Bearer ${SECRET}`;
const send = (path: string, { headers = {}, ...rest }: Question = {}) =>
  post(server.url, path, { headers: { authorization, ...headers }, ...rest });
const report = (parts: Partial<Report> = {}): Report => ({
  boot: "a",
  seq: 0,
  shardCount: 60,
  shards: shardsIn("online", [0]),
  ...parts,
});
const sendReport = (parts: object) =>
  send("/api/v1/clusters/main/reports", { body: JSON.stringify(report(parts)) });
const errorOf = (answer: Answer) =>
  answer.json<{ error: { code: string; message: string; issues?: { path: string; message: string }[] } }>()
    .error;
const detail = (id: number) => read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`);

describe("a report", () => {
  test("tells many shards at once, with all that is known of them", async () => {
    const shard = {
      id: 7,
      state: "resuming",
      latencyMs: 41.5,
      guilds: 1_200,
      unavailableGuilds: 3,
      reason: "moving",
    };
    expect(outcomeOf(await sendReport({ boot: "many", shards: [shard, { id: 8, state: "online" }] }))).toBe(
      "accepted",
    );
    expect(await detail(7)).toMatchObject(shard);
    expect(await detail(8)).toMatchObject({ state: "online", latencyMs: null, guilds: null, reason: null });
  });

  test("that is late or doubled is acknowledged and changes nothing", async () => {
    const shards = (state: "online" | "offline") => shardsIn(state, [10]);
    expect(outcomeOf(await sendReport({ boot: "late", seq: 5, shards: shards("online") }))).toBe("accepted");
    expect(outcomeOf(await sendReport({ boot: "late", seq: 5, shards: shards("offline") }))).toBe(
      "duplicate",
    );
    expect(outcomeOf(await sendReport({ boot: "late", seq: 4, shards: shards("offline") }))).toBe("stale");
    expect(await detail(10)).toMatchObject({ state: "online" });
  });

  test("may be gzipped, and is measured as it is unpacked", async () => {
    const headers = { "content-encoding": "gzip" };
    const path = "/api/v1/clusters/big/reports";
    const packed = (count: number, seq: number) =>
      gzipSync(
        JSON.stringify(report({ seq, shardCount: 40_000, shards: shardsIn("online", idsFrom(0, count)) })),
      );
    expect((await send(path, { headers, body: packed(30_000, 0) })).status).toBe(200);
    const bomb = await send(path, { headers, body: packed(40_000, 1) });
    expect([bomb.status, errorOf(bomb).code]).toEqual([413, "too_large"]);
    const broken = await send(path, { headers, body: packed(10, 1).subarray(0, 40) });
    expect(broken.status).toBe(400);
  });

  test("over 1 MiB is refused, whether its length is told or not", async () => {
    const body = Buffer.alloc(MEBIBYTE + 1, " ");
    const told = await send("/api/v1/clusters/main/reports", { body });
    expect([told.status, errorOf(told).code]).toEqual([413, "too_large"]);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(`${server.url}/api/v1/clusters/main/reports`, {
        method: "POST",
        headers: { authorization, "transfer-encoding": "chunked" },
        agent: false,
      });
      outgoing.on("response", (answer) => resolve(answer.statusCode)).on("error", reject);
      outgoing.end(body);
    });
    expect(status).toBe(413);
    expect((await ask(server.url, "/healthz")).status).toBe(200);
  });

  test("with another shardCount is refused, and both numbers are told", async () => {
    const answer = await sendReport({ shardCount: 64 });
    expect(answer.status).toBe(409);
    expect(errorOf(answer).message).toMatch(/\b64\b.*\b60\b|\b60\b.*\b64\b/);
  });

  test("that is wrong is told every wrong field, and nothing of what it held", async () => {
    const wrong = {
      boot: "no spaces canary",
      seq: -1,
      timeoutMs: 4_999,
      shards: [
        { id: 3, state: "canary" },
        { id: 61, state: "online", latencyMs: "canary", canary: 1 },
      ],
    };
    const answer = await sendReport(wrong);
    expect(answer.status).toBe(400);
    const paths = errorOf(answer).issues?.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["boot", "seq", "timeoutMs", "shards.0.state", "shards.1.latencyMs"]),
    );
    expect(answer.text).not.toContain("canary");
    const range = await sendReport({ boot: "range", shards: shardsIn("online", [60]) });
    expect(range.status).toBe(400);
    expect(errorOf(range).issues?.[0]?.path).toBe("shards.0.id");
    for (const body of ["", "canary", "[]", "null", '"\\ud800canary', Buffer.from([0xff, 0xfe])]) {
      const refused = await send("/api/v1/clusters/main/reports", { body });
      expect(refused.status).toBe(400);
      expect(refused.text).not.toContain("canary");
    }
  });
});

describe("without the secret", () => {
  test.each([
    ["a report", "POST", "/api/v1/clusters/main/reports"],
    ["a report to no cluster", "POST", "/api/v1/clusters/nowhere/reports"],
    ["a goodbye", "DELETE", "/api/v1/clusters/main/processes/a"],
    ["a goodbye to no cluster", "DELETE", "/api/v1/clusters/nowhere/processes/%20"],
  ])("%s is answered 401 before anything else is looked at", async (_, method, path) => {
    const body = method === "POST" ? Buffer.alloc(2 * MEBIBYTE, "x") : undefined;
    for (const authorization of [undefined, "Bearer wrong", `Bearer ${SECRET} `, SECRET.slice(1)]) {
      const headers = authorization === undefined ? {} : { authorization: authorization.replace(/ $/, "x") };
      const answer = await ask(server.url, path, { method, headers, ...(body && { body }) });
      expect([answer.status, errorOf(answer).code]).toEqual([401, "unauthorized"]);
    }
  });
});

describe("what is not there", () => {
  test.each([
    ["POST", "/api/v1/clusters/nowhere/reports", "unknown_cluster"],
    ["DELETE", "/api/v1/clusters/nowhere/processes/a", "unknown_cluster"],
    ["GET", "/api/v1/clusters/nowhere/shards", "unknown_cluster"],
    ["GET", "/api/v1/clusters/main/shards/60", "unknown_shard"],
    ["GET", "/api/v1/clusters/main/shards/-1", "unknown_shard"],
    ["GET", "/api/v1/nothing", "not_found"],
  ])("%s %s is answered 404 %s", async (method, path, code) => {
    const answer = await ask(server.url, path, {
      method,
      headers: { authorization },
      body: method === "POST" ? "{}" : "",
    });
    expect([answer.status, errorOf(answer).code]).toEqual([404, code]);
  });
});

describe("a guild's shard", () => {
  test.each([
    ["81384788765712384", 81384788765712384n],
    ["9007199254740993", undefined],
    ["175928847299117063", 175928847299117063n],
    ["1099511627775999999", 1099511627775999999n],
  ])("of %s is worked out without losing a digit", async (text, guildId) => {
    const answer = await ask(server.url, `/api/v1/guilds/${text}`);
    expect(answer.status).toBe(guildId === undefined ? 400 : 200);
    if (guildId === undefined) return;
    const { clusters, ...rest } = answer.json<{ clusters: { cluster: string; shard: { id: number } }[] }>();
    expect(rest).toEqual({ guildId: text });
    expect(clusters.map(({ cluster, shard }) => [cluster, shard.id])).toEqual([
      ["main", Number((guildId >> 22n) % 60n)],
      ["big", Number((guildId >> 22n) % 40_000n)],
    ]);
  });
});
