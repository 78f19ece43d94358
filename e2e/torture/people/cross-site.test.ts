import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { GUILD } from "../../../server/music/test-bot.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
type Headers = Record<string, string>;

let panel: Panel;
let cookies: Record<"manager" | "staff", string>;
let key = "";
beforeAll(async () => {
  panel = await openPanel({ CORS_ORIGINS: "*" });
  const [manager, staff] = [await panel.come("manager"), await panel.come("staff")];
  cookies = { manager: manager.cookie, staff: staff.cookie };
  const body = JSON.stringify({ label: "x", scope: "control" });
  const made = await panel.ask(`${AT}/keys`, { method: "POST", headers: manager, body });
  key = made.json<{ key: string }>().key;
});
afterAll(() => panel?.close());

/** How a browser says that a page of another site, or none, is behind a request. */
const FOREIGN: readonly (readonly [string, () => Headers])[] = [
  ["another origin", () => ({ origin: "https://evil.example" })],
  ["another port", () => ({ origin: "http://127.0.0.1:1" })],
  ["another scheme", () => ({ origin: panel.url.replace("http:", "https:") })],
  ["a longer name", () => ({ origin: `${panel.url}.evil.example` })],
  ["a name for the same place", () => ({ origin: panel.url.replace("127.0.0.1", "localhost") })],
  ["a hidden origin", () => ({ origin: "null" })],
  ["a hidden origin of another site", () => ({ origin: "null", "sec-fetch-site": "cross-site" })],
  ["an empty origin", () => ({ origin: "" })],
  ["another site", () => ({ "sec-fetch-site": "cross-site" })],
  ["a neighbour's site", () => ({ "sec-fetch-site": "same-site" })],
  ["no page", () => ({ "sec-fetch-site": "none" })],
  ["nothing", () => ({})],
  ["a lie about the host", () => ({ origin: "https://evil.example", host: "evil.example" })],
  [
    "another origin beside a word for the own one",
    () => ({ origin: "https://evil.example", "sec-fetch-site": "same-origin" }),
  ],
];

/** Every kind of write that a cookie allows, with what its own page is answered. */
const WRITES: readonly [method: string, path: string, as: "manager" | "staff", own: number, body?: object][] =
  [
    ["POST", `${AT}/skip`, "manager", 200],
    ["POST", `${AT}/keys`, "manager", 201, { label: "x", scope: "read" }],
    ["DELETE", `${AT}/keys/none`, "manager", 404],
    ["PUT", `${AT}/allow-list`, "manager", 200, { networks: [] }],
    ["PATCH", "/api/v1/audio/nodes/none", "staff", 404, { note: "x" }],
    ["DELETE", "/api/v1/audio/nodes/none", "staff", 404],
    ["POST", "/auth/link/none", "manager", 404],
    ["POST", "/auth/sign-out", "staff", 204],
    ["POST", "/auth/sign-out-everywhere", "manager", 204],
  ];

test.each(WRITES)("%s %s is done for a page of this server alone", async (method, path, as, own, body) => {
  const send = async (headers: Headers) => {
    const question = { method, headers: { cookie: cookies[as], ...headers } };
    return (await panel.ask(path, { ...question, ...(body && { body: JSON.stringify(body) }) })).status;
  };
  for (const [what, headersOf] of FOREIGN) expect(await send(headersOf()), what).toBe(403);
  const isSigningOut = path.startsWith("/auth/sign-out");
  if (!isSigningOut) expect(await send({ "sec-fetch-site": "same-origin" })).toBe(own);
  expect(await send({ origin: panel.url })).toBe(own);
  if (isSigningOut) cookies[as] = (await panel.come(as)).cookie;
});

/** The status of a handshake. */
const shake = async (headers: Headers): Promise<number> => {
  const socket = new WebSocket(`${panel.url.replace("http", "ws")}/ws/${GUILD}`, { headers });
  onTestFinished(() => socket.terminate());
  socket.on("error", () => {});
  return Promise.race([
    once(socket, "open").then(() => 101),
    once(socket, "unexpected-response").then(([, { statusCode }]) => Number(statusCode)),
  ]);
};

test("a WebSocket with a cookie is opened by a page of this server alone; with a key by any program", async () => {
  for (const [what, headersOf] of FOREIGN)
    expect(await shake({ cookie: cookies.manager, ...headersOf() }), what).toBe(403);
  expect(await shake({ cookie: cookies.manager, origin: panel.url })).toBe(101);
  expect(await shake({ authorization: `Bearer ${key}` })).toBe(101);
  expect(await shake({ authorization: `Bearer ${key}`, origin: "https://evil.example" })).toBe(101);
  expect(await shake({ origin: panel.url })).toBe(401);
});

test("what is told to someone is told to no page of another site, even where all may read what is public", async () => {
  const headers = { cookie: cookies.manager, origin: "https://evil.example" };
  const open = await panel.ask("/api/v1/snapshot", { headers });
  expect(open.headers["access-control-allow-origin"]).toBe("*");
  expect(open.headers["access-control-allow-credentials"]).toBeUndefined();
  for (const path of [
    "/api/session",
    "/api/servers",
    `${AT}/status`,
    `${AT}/queue`,
    `${AT}/keys`,
    "/auth/sign-in",
  ]) {
    const answer = await panel.ask(path, { headers });
    expect(answer.headers["access-control-allow-origin"], path).toBeUndefined();
    expect(answer.headers["cache-control"], path).toBe("no-store");
    const asked = await panel.ask(path, {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "POST" },
    });
    expect(asked.headers["access-control-allow-origin"], path).toBeUndefined();
  }
});
