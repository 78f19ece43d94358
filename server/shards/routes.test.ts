import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { createTestServer } from "../test-server.ts";

const PASSPHRASE = "s3cret";
let server: ReturnType<typeof createTestServer>;
beforeEach(() => {
  server = createTestServer({ PASSPHRASE });
});

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
const json = (answer: Response): Promise<any> => answer.json() as Promise<any>;
const get = async (path: string) => json(await server.app.request(path));
const headers = { Authorization: `Bearer ${PASSPHRASE}` };
const report = (extra: object = {}) => ({
  boot: "boot-1",
  seq: 1,
  shardCount: 60,
  shards: [{ id: 5, state: "online", latencyMs: 41, guilds: 1_146, unavailableGuilds: 2 }],
  ...extra,
});
const post = (body: string | Buffer, extra: Record<string, string> = {}, cluster = "main") =>
  server.app.request(`/api/v1/clusters/${cluster}/reports`, {
    method: "POST",
    headers: { ...headers, ...extra },
    body,
  });

test("a report is kept and read back with all that it said", async () => {
  const answer = await post(JSON.stringify(report()));
  expect([answer.status, await answer.json()]).toEqual([200, { outcome: "accepted" }]);
  const detail = await get("/api/v1/clusters/main/shards/5");
  expect(detail).toMatchObject({
    cluster: "main",
    id: 5,
    state: "online",
    latencyMs: 41,
    guilds: 1_146,
    unavailableGuilds: 2,
  });
  expect(detail.transitions).toHaveLength(1);
});

test("a gzipped report is accepted", async () => {
  expect((await post(gzipSync(JSON.stringify(report())), { "Content-Encoding": "gzip" })).status).toBe(200);
});

test("wrong fields are named and never echoed", async () => {
  const answer = await post(
    JSON.stringify(report({ timeoutMs: 1, shards: [{ id: 5, state: "<script>" }], evil: "xyzzy" })),
  );
  const text = await answer.text();
  expect(answer.status).toBe(400);
  const { error } = JSON.parse(text);
  expect(error.issues.map((issue: { path: string }) => issue.path).sort()).toEqual([
    "",
    "shards.0.state",
    "timeoutMs",
  ]);
  expect(text).not.toMatch(/<script>|xyzzy/);
});

test.each([
  ["no JSON", "{", 400],
  ["an empty body", "", 400],
  ["a body over the limit", JSON.stringify(report({ pad: "x".repeat(1_100_000) })), 413],
  [
    "two words of one shard",
    JSON.stringify(
      report({
        shards: [
          { id: 1, state: "online" },
          { id: 1, state: "offline" },
        ],
      }),
    ),
    400,
  ],
  ["a shard out of range", JSON.stringify(report({ shards: [{ id: 60, state: "online" }] })), 400],
])("%s is refused", async (_, body, status) => {
  expect((await post(body)).status).toBe(status);
});

test("a gzip bomb is too large", async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1_024 * 1_024));
  expect((await post(bomb, { "Content-Encoding": "gzip" })).status).toBe(413);
});

test("an unknown encoding and broken gzip are told apart", async () => {
  expect((await post("x", { "Content-Encoding": "br" })).status).toBe(415);
  expect((await post("x", { "Content-Encoding": "gzip" })).status).toBe(400);
});

test("a wrong shard count is refused with both numbers", async () => {
  const answer = await post(JSON.stringify(report({ shardCount: 61 })));
  expect(answer.status).toBe(409);
  expect((await json(answer)).error.message).toMatch(/61.*60/);
});

test.each(["/api/v1/clusters/main/reports", "/api/v1/clusters/nope/reports"])(
  "%s asks for the secret before anything else",
  async (path) => {
    for (const Authorization of ["", "wrong", "Bearer wrong", "Basic s3cret"]) {
      const answer = await server.app.request(path, {
        method: "POST",
        headers: { Authorization },
        body: "{",
      });
      expect(answer.status).toBe(401);
    }
  },
);

test("an unknown cluster is 404 for who has the secret", async () => {
  expect((await post(JSON.stringify(report()), {}, "nope")).status).toBe(404);
});

test("a goodbye is repeatable and guarded", async () => {
  await post(JSON.stringify(report()));
  const path = "/api/v1/clusters/main/processes/boot-1";
  expect((await server.app.request(path, { method: "DELETE" })).status).toBe(401);
  for (let i = 0; i < 2; i += 1) {
    expect((await server.app.request(path, { method: "DELETE", headers })).status).toBe(204);
  }
  const detail = await get("/api/v1/clusters/main/shards/5");
  expect(detail).toMatchObject({ state: "offline", reason: "stopped" });
  expect(detail.transitions).toHaveLength(3);
});

test("a guild's shard is told for each cluster", async () => {
  const answer = await get("/api/v1/guilds/175928847299117063");
  expect(
    answer.clusters.map((entry: { cluster: string; shard: { id: number } }) => [
      entry.cluster,
      entry.shard.id,
    ]),
  ).toEqual([
    ["main", 56],
    ["patron_1", 2],
  ]);
  for (const bad of [
    "abc",
    "123",
    "0175928847299117063",
    "18446744073709551616",
    "channels%2F175928847299117063",
  ]) {
    expect((await server.app.request(`/api/v1/guilds/${bad}`)).status).toBe(400);
  }
});

test.each(["60", "-1", "x", "1e1", "99999999999999999999"])("shard %s is not found", async (id) => {
  expect((await server.app.request(`/api/v1/clusters/main/shards/${id}`)).status).toBe(404);
});

test("every route that answers is in the OpenAPI document", async () => {
  const document = await get("/api/v1/openapi.json");
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths).sort()).toEqual(
    [
      "/api/health/{cluster}/{id}",
      "/api/servers",
      "/api/servers/{id}/allow-list",
      "/api/servers/{id}/clear",
      "/api/servers/{id}/effect",
      "/api/servers/{id}/events",
      "/api/servers/{id}/history",
      "/api/servers/{id}/keys",
      "/api/servers/{id}/keys/{key}",
      "/api/servers/{id}/loop",
      "/api/servers/{id}/lyrics",
      "/api/servers/{id}/move",
      "/api/servers/{id}/pause",
      "/api/servers/{id}/play",
      "/api/servers/{id}/previous",
      "/api/servers/{id}/queue",
      "/api/servers/{id}/remove",
      "/api/servers/{id}/resume",
      "/api/servers/{id}/search",
      "/api/servers/{id}/seek",
      "/api/servers/{id}/settings",
      "/api/servers/{id}/shuffle",
      "/api/servers/{id}/skip",
      "/api/servers/{id}/status",
      "/api/servers/{id}/stop",
      "/api/servers/{id}/volume",
      "/api/session",
      "/api/status/{cluster}/{id}/{state}",
      "/api/v1/audio/nodes",
      "/api/v1/audio/nodes/{id}",
      "/api/v1/clusters",
      "/api/v1/clusters/{cluster}/processes",
      "/api/v1/clusters/{cluster}/processes/{boot}",
      "/api/v1/clusters/{cluster}/reports",
      "/api/v1/clusters/{cluster}/shards",
      "/api/v1/clusters/{cluster}/shards/{id}",
      "/api/v1/feed",
      "/api/v1/guilds/{guildId}",
      "/api/v1/link",
      "/api/v1/snapshot",
      "/auth/callback",
      "/auth/link/{code}",
      "/auth/sign-in",
      "/auth/sign-out",
      "/auth/sign-out-everywhere",
      "/healthz",
      "/readyz",
      "/ws/{id}",
    ].sort(),
  );
  expect((await server.app.request("/api")).status).toBe(200);
});

test("a page of another site may not push to a server without a passphrase", async () => {
  const open = createTestServer();
  const push = (origin?: string, host = "localhost") =>
    open.app.request(`http://${host}/api/status/main/1/3`, {
      method: "POST",
      ...(origin && { headers: { Origin: origin } }),
    });
  expect((await push("https://evil.example")).status).toBe(403);
  expect((await push("http://evil.example", "evil.example")).status).toBe(403);
  expect((await push("http://localhost")).status).toBe(204);
  expect((await push("http://[::1]:3000", "[::1]:3000")).status).toBe(204);
  expect((await push()).status).toBe(204);
});

test("what comes through a proxy is no word from this machine", async () => {
  const open = createTestServer();
  const path = "http://localhost/api/status/main/1/3";
  const headers = { "X-Forwarded-For": "203.0.113.9" };
  expect((await open.app.request(path, { method: "POST", headers })).status).toBe(401);
  expect((await open.app.request(path, { method: "POST" })).status).toBe(204);
});

test("CORS opens the reads to the configured origins alone", async () => {
  const cors = createTestServer({ CORS_ORIGINS: "https://status.example" });
  const allowed = async (origin: string) =>
    (await cors.app.request("/api/v1/clusters", { headers: { Origin: origin } })).headers.get(
      "access-control-allow-origin",
    );
  expect(await allowed("https://status.example")).toBe("https://status.example");
  expect(await allowed("https://evil.example")).toBeNull();
});
