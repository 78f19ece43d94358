import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { nodeLookSchema } from "#protocol/lavalink.ts";
import { createOutgoing } from "../http/outgoing.ts";
import { isPublicAddress, isReachable } from "../http/reach.ts";
import { createProbe } from "./probe.ts";

const PASSWORD = "youshallnotpass";
const NOW = 1_763_688_000_000;

const INFO = {
  version: { semver: "4.2.2", major: 4, minor: 2, patch: 2, preRelease: null, build: null },
  jvm: "21.0.1",
  lavaplayer: "2.2.6",
  sourceManagers: ["youtube", "http"],
  filters: [],
  plugins: [{ name: "youtube-plugin", version: "1.18.2" }],
};
const STATS = {
  players: 3,
  playingPlayers: 2,
  uptime: 60_000,
  memory: { free: 1, used: 500, allocated: 600, reservable: 1_000 },
  cpu: { cores: 4, systemLoad: 0.5, lavalinkLoad: 0.25 },
};
const PLANNER = {
  class: "RotatingNanoIpRoutePlanner",
  details: {
    ipBlock: { type: "Inet6Address", size: "18446744073709551616" },
    failingAddresses: [
      { failingAddress: "/2001:db8::1", failingTimestamp: NOW - 1_000 },
      { failingAddress: "/2001:db8::2", failingTimestamp: NOW - 8 * 86_400_000 },
    ],
    blockIndex: "1",
    currentAddressIndex: "36792023813",
  },
};
const NODELINK_INFO = {
  version: { semver: "3.7.0", major: 3, minor: 7, patch: 0, prerelease: [], build: [] },
  isNodelink: true,
  sourceManagers: ["youtube"],
  filters: [],
  plugins: [],
};
const NODELINK_STATS = {
  players: 0,
  playingPlayers: 0,
  uptime: 60_000,
  memory: { free: 1, used: 500, allocated: 600, reservable: 1_000 },
  cpu: { cores: 2, systemLoad: 1.17, nodelinkLoad: 0.1 },
  frameStats: null,
  detailedStats: {},
};

type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>];
type Answers = Readonly<Record<string, Answer>>;

const LAVALINK: Answers = {
  "/v4/info": [200, INFO],
  "/v4/stats": [200, STATS],
  "/v4/routeplanner/status": [200, PLANNER],
};

/** A node that answers so, and 404 elsewhere; what is no text goes out as JSON. */
const startNode = async (answers: Answers) => {
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url = "", headers }, response) => {
    asked.push({ path: url, headers });
    const [status, body = "", more = {}] = answers[url] ?? [404, { status: 404 }];
    response.writeHead(status, more).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const probe = createProbe(createOutgoing({ isAllowed: isReachable }), () => NOW);
const look = async (answers: Answers) => {
  const { address } = await startNode(answers);
  const found = await probe({ address, password: PASSWORD });
  expect(nodeLookSchema.safeParse(found).error).toBeUndefined();
  return found;
};

test("a Lavalink node answers with what it is, how it does, and its route planner", async () => {
  expect(await look(LAVALINK)).toEqual({
    kind: "answers",
    info: {
      kind: "lavalink",
      version: "4.2.2",
      sources: ["youtube", "http"],
      plugins: [{ name: "youtube-plugin", version: "1.18.2" }],
    },
    stats: {
      players: 3,
      playing: 2,
      uptimeMs: 60_000,
      memory: { usedBytes: 500, reservableBytes: 1_000 },
      load: { system: 0.5, node: 0.25 },
      frames: null,
    },
    planner: {
      kind: "RotatingNanoIpRoutePlanner",
      size: "18446744073709551616",
      blockIndex: "1",
      failing: 1,
    },
  });
});

test("NodeLink is a node too, with its version and its load", async () => {
  const found = await look({ "/v4/info": [200, NODELINK_INFO], "/v4/stats": [200, NODELINK_STATS] });
  expect(found).toMatchObject({
    kind: "answers",
    info: { kind: "nodelink", version: "3.7.0" },
    stats: { players: 0, load: { node: 0.1 } },
    planner: null,
  });
});

test("the password goes into the header, to these three addresses alone, once each", async () => {
  const { address, asked } = await startNode(LAVALINK);
  await probe({ address, password: PASSWORD });
  expect(asked.map(({ path }) => path).sort()).toEqual(Object.keys(LAVALINK).sort());
  expect(asked.every(({ headers }) => headers.authorization === PASSWORD)).toBe(true);
});

test.each<[string, Answer]>([
  ["204: there is none", [204]],
  ["404, as NodeLink has it", [404]],
  ["500", [500, { error: "Can't access disabled route planner" }]],
  ["403", [403]],
  ["no JSON", [200, "<p>"]],
  ["too much", [200, "x".repeat(300_000)]],
  ["a redirect", [302, "", { location: "/" }]],
])("whatever the route planner answers, the node answers: %s", async (_, answer) => {
  expect(await look({ ...LAVALINK, "/v4/routeplanner/status": answer })).toMatchObject({
    kind: "answers",
    planner: null,
  });
});

test.each([401, 403])("%i is a wrong password, and is tried once", async (status) => {
  const { address, asked } = await startNode({ "/v4/info": [status] });
  expect(await probe({ address, password: PASSWORD })).toEqual({ kind: "wrong_password" });
  expect(asked).toHaveLength(1);
  expect(await look({ ...LAVALINK, "/v4/stats": [status] })).toEqual({ kind: "wrong_password" });
});

test.each<[string, Answers]>([
  ["nothing under v4", {}],
  ["a page", { "/v4/info": [200, "<!doctype html>"] }],
  ["other JSON", { "/v4/info": [200, { version: "3" }] }],
  ["JSON that is no object", { "/v4/info": [200, "null"] }],
  ["no stats", { "/v4/info": [200, INFO] }],
  ["stats that are none", { ...LAVALINK, "/v4/stats": [200, []] }],
  ["an answer without a body", { "/v4/info": [204] }],
])("%s is no Lavalink", async (_, answers) => {
  expect(await look(answers)).toEqual({ kind: "not_lavalink" });
});

test.each<[string, Answers, string]>([
  ["a proxy before it", { "/v4/info": [502, "<p>"] }, "HTTP 502"],
  ["too much asked", { ...LAVALINK, "/v4/stats": [429] }, "HTTP 429"],
  ["a redirect", { "/v4/info": [301, "", { location: "/" }] }, "redirect"],
  ["an answer without end", { "/v4/info": [200, "x".repeat(256 * 1_024 + 1)] }, "too_large"],
])("%s makes it unreachable, with what happened", async (_, answers, detail) => {
  expect(await look(answers)).toEqual({ kind: "unreachable", detail });
});

test("nobody there, a forbidden address and an address that is none are unreachable", async () => {
  const { address, asked } = await startNode(LAVALINK);
  const strict = createProbe(createOutgoing({ isAllowed: isPublicAddress }));
  expect(await strict({ address, password: PASSWORD })).toEqual({
    kind: "unreachable",
    detail: "forbidden_address",
  });
  expect(asked).toEqual([]);
  const details = ["http://127.0.0.1:1", "http://169.254.169.254", "nowhere"].map(async (address) => {
    const found = await probe({ address, password: PASSWORD });
    return found.kind === "unreachable" ? found.detail : found.kind;
  });
  expect(await Promise.all(details)).toEqual(["ECONNREFUSED", "forbidden_address", "ERR_INVALID_URL"]);
});

test("a password that no header takes is no reason to reject", async () => {
  expect(await probe({ address: "http://127.0.0.1:1", password: "a\nb" })).toEqual({
    kind: "unreachable",
    detail: "ERR_INVALID_CHAR",
  });
});
