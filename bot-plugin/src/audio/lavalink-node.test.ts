import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadFromNode, lookAtNode } from "./lavalink-node.ts";

const INFO = { version: { semver: "4.2.2" }, sourceManagers: ["youtube"], plugins: [] };
const STATS = {
  players: 2,
  playingPlayers: 1,
  uptime: 5,
  memory: {},
  cpu: { systemLoad: 0.5 },
  frameStats: null,
};
const PLANNER = { class: "NanoIpRoutePlanner", details: { ipBlock: { size: "4" }, failingAddresses: [] } };

type Route = (response: ServerResponse, request: IncomingMessage) => void;
const json =
  (value: unknown, status = 200): Route =>
  (response) =>
    response.writeHead(status).end(JSON.stringify(value));
const ROUTES: Readonly<Record<string, Route>> = {
  "/v4/info": json(INFO),
  "/v4/stats": json(STATS),
  "/v4/routeplanner/status": (response) => response.writeHead(204).end(),
};

/** A node with these routes in place of those of one that is well. */
const startNode = async (routes: Readonly<Record<string, Route>> = {}) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    asked.push(`${request.url} ${request.headers.authorization}`);
    const route = { ...ROUTES, ...routes }[path] ?? json({}, 404);
    route(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const access = { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, password: "pass" };
  return { asked, access, server };
};
const means = () => ({ fetch, signal: new AbortController().signal });

test("a node that is well answers with what it is and how it does", async () => {
  const { access, asked } = await startNode();
  expect(await lookAtNode(access, means(), 0)).toMatchObject({
    kind: "answers",
    info: { kind: "lavalink", version: "4.2.2", sources: ["youtube"] },
    stats: { players: 2, playing: 1, load: { system: 0.5 } },
    planner: null,
  });
  expect(asked.every((line) => line.endsWith(" pass"))).toBe(true);
});

test.each([
  [json(PLANNER), { kind: "NanoIpRoutePlanner", size: "4" }],
  [json({}, 404), null],
  [json({}, 500), null],
  [json("nonsense"), null],
])("a route planner is a bonus (%#)", async (route, planner) => {
  const { access } = await startNode({ "/v4/routeplanner/status": route });
  const look = await lookAtNode(access, means(), 0);
  expect(look.kind === "answers" && look.planner).toEqual(
    planner === null ? null : expect.objectContaining(planner),
  );
});

test.each<[string, Record<string, Route>, object]>([
  ["401", { "/v4/info": json({}, 401) }, { kind: "wrong_password" }],
  ["403", { "/v4/info": json({}, 403) }, { kind: "wrong_password" }],
  ["403 to its stats alone", { "/v4/stats": json({}, 403) }, { kind: "wrong_password" }],
  ["404", { "/v4/info": json({}, 404) }, { kind: "not_lavalink" }],
  ["a page", { "/v4/info": (response) => response.end("<html>") }, { kind: "not_lavalink" }],
  ["other JSON", { "/v4/info": json({ version: 4 }) }, { kind: "not_lavalink" }],
  [
    "a redirect",
    { "/v4/info": (r) => r.writeHead(302, { location: "/v4/stats" }).end() },
    { kind: "not_lavalink" },
  ],
  ["more than 256 KB", { "/v4/info": json({ ...INFO, pad: "x".repeat(300_000) }) }, { kind: "not_lavalink" }],
  ["429", { "/v4/stats": json({}, 429) }, { kind: "unreachable", detail: "HTTP 429" }],
  ["502", { "/v4/info": json({}, 502) }, { kind: "unreachable", detail: "HTTP 502" }],
])("%s says what is wrong", async (_, routes, look) => {
  const { access } = await startNode(routes);
  expect(await lookAtNode(access, means(), 0)).toEqual(look);
});

test("the password follows no redirect", async () => {
  const other = await startNode();
  const { access } = await startNode({
    "/v4/info": (response) => response.writeHead(302, { location: `${other.access.address}/v4/info` }).end(),
  });
  await lookAtNode(access, means(), 0);
  expect(other.asked).toEqual([]);
});

test("a node that is gone is told by a code, without its address", async () => {
  const { access, server } = await startNode();
  server.close();
  await once(server, "close");
  expect(await lookAtNode(access, means(), 0)).toEqual({ kind: "unreachable", detail: "ECONNREFUSED" });
});

test("a look that is given up ends at once", async () => {
  const { access } = await startNode({ "/v4/info": () => {} });
  const abort = new AbortController();
  const look = lookAtNode(access, { fetch, signal: abort.signal }, 0);
  abort.abort();
  expect(await look).toMatchObject({ kind: "unreachable" });
});

test("a node that never answers is given up after 5 s", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const silent: typeof fetch = (_, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const access = { address: "http://127.0.0.1:9", password: "pass" };
  const look = lookAtNode(access, { ...means(), fetch: silent }, 0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await look).toEqual({ kind: "unreachable", detail: "no answer in time" });
});

const track = { encoded: "", info: { sourceName: "soundcloud" } };
test.each([
  ["x", { loadType: "track", data: track }, { source: "soundcloud", failure: null }],
  ["x", { loadType: "search", data: [track] }, { source: "soundcloud", failure: null }],
  ["x", { loadType: "playlist", data: { tracks: [track] } }, { source: "soundcloud", failure: null }],
  ["ytsearch:x", { loadType: "search", data: [] }, { source: "youtube", failure: null }],
  [
    "ytsearch:x",
    { loadType: "error", data: { message: "bad 429" } },
    { source: "youtube", failure: "bad 429" },
  ],
  ["ytsearch:x", { loadType: "error", exception: { message: "no" } }, { source: "youtube", failure: "no" }],
  ["x", { loadType: "error", data: { message: "bad" } }, null],
  ["ytsearch:x", { loadType: "empty", data: null }, null],
  ["ytsearch:x", "nonsense", null],
])("loading %j, answered with %j, tells %j", async (identifier, answer, outcome) => {
  const { access, asked } = await startNode({ "/v4/loadtracks": json(answer) });
  expect(await loadFromNode(access, identifier, means())).toEqual(outcome);
  expect(asked).toEqual([`/v4/loadtracks?identifier=${encodeURIComponent(identifier)} pass`]);
});
