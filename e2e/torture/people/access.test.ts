import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD, OTHER_GUILD } from "../../../server/music/test-bot.ts";
import { PEOPLE } from "../../../server/music/test-people.ts";
import { openPanel, type Panel, startPanelBot } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
type Headers = Record<string, string>;

let panel: Panel;
/** What each sends along. */
const who: Record<string, Headers> = {};

const send = async (headers: Headers, method: string, path: string, body?: object) => {
  const answer = await panel.ask(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer;
};

beforeAll(async () => {
  panel = await openPanel();
  for (const name of ["stranger", "staff", "member", "listener", "dj", "manager", "revoked"] as const)
    who[name] = await panel.come(name);
  const make = async (scope: string) =>
    (await send(who["manager"] ?? {}, "POST", `${AT}/keys`, { label: scope, scope })).json<{
      id: string;
      key: string;
    }>();
  const [read, control, gone] = [await make("read"), await make("control"), await make("control")];
  who["nobody"] = {};
  who["readKey"] = { authorization: `Bearer ${read.key}` };
  who["controlKey"] = { authorization: `Bearer ${control.key}` };
  who["revokedKey"] = { authorization: `Bearer ${gone.key}` };
  await send(who["manager"] ?? {}, "DELETE", `${AT}/keys/${gone.id}`);
  await panel.ask("/auth/sign-out", { method: "POST", headers: who["revoked"] ?? {} });
});
afterAll(() => panel?.close());

const COLUMNS = [
  "nobody",
  "revoked",
  "stranger",
  "staff",
  "member",
  "listener",
  "dj",
  "manager",
  "readKey",
  "controlKey",
  "revokedKey",
];

/** Of each kind of route one: what the built server answers to each of them. */
const ROWS: readonly [method: string, path: string, answers: string, body?: object][] = [
  ["GET", `${AT}/status`, "401 401 404 404 200 200 200 200 200 200 401"],
  ["GET", `${AT}/search?query=x`, "401 401 404 404 200 200 200 200 200 200 401"],
  ["GET", `/ws/${GUILD}`, "401 401 404 404 426 426 426 426 426 426 401"],
  ["POST", `${AT}/skip`, "401 401 404 404 409 200 200 200 403 200 401"],
  ["POST", `${AT}/volume`, "401 401 404 404 409 409 200 200 403 200 401", { volume: 1 }],
  ["GET", `${AT}/keys`, "401 401 404 404 403 403 403 200 403 403 401"],
  ["PUT", `${AT}/allow-list`, "401 401 404 404 403 403 403 200 403 403 401", { networks: [] }],
  ["DELETE", `${AT}/keys/none-of-these`, "401 401 404 404 403 403 403 404 403 403 401"],
  ["GET", `/api/servers/${OTHER_GUILD}/status`, "401 401 403 404 404 404 404 404 404 404 401"],
];

test.each(ROWS)("%s %s answers each as they may", async (method, path, answers, body) => {
  const got: number[] = [];
  for (const name of COLUMNS) got.push((await send(who[name] ?? {}, method, path, body)).status);
  expect(got.join(" ")).toBe(answers);
});

test("a key opens in the header alone, and nothing else that programs show opens anything here", async () => {
  const [, key = ""] = who["controlKey"]?.["authorization"]?.split(" ") ?? [];
  for (const name of ["key", "token", "access_token", "authorization", "api_key"])
    expect((await panel.ask(`${AT}/status?${name}=${key}`)).status, name).toBe(401);
  const elsewhere: Headers[] = [
    { cookie: `__Host-shardlight=${key}` },
    { "x-api-key": key },
    { "proxy-authorization": `Bearer ${key}` },
    { authorization: `Basic ${Buffer.from(`key:${key}`).toString("base64")}` },
    { authorization: key.slice(0, -1) },
    { authorization: key.toUpperCase() },
    { authorization: "Bearer the-passphrase-of-this-panel-4711" },
  ];
  for (const headers of elsewhere)
    expect((await panel.ask(`${AT}/status`, { headers })).status, Object.keys(headers)[0]).toBe(401);
  // Whoever sends a secret means that one, and not the cookie beside it.
  const both = { ...who["manager"], authorization: "Bearer wrong" };
  expect((await send(both, "POST", `${AT}/skip`)).status).toBe(401);
});

test("staff who are signed in steer audio nodes, and nobody else learns which there are", async () => {
  for (const name of COLUMNS) {
    const { status } = await send(who[name] ?? {}, "PATCH", "/api/v1/audio/nodes/none", { note: "x" });
    expect(status, name).toBe(name === "staff" ? 404 : 401);
  }
});

test("a link that one bot gave opens no keys, which would be good with every other bot", async () => {
  const liar = await startPanelBot(
    panel.server.url,
    () => ({ kind: "seen", at: 0, player: null, may: [], isVoter: false, isManager: true }),
    { cluster: "patron_1", boot: "liar" },
  );
  const link = await liar.invite({ userId: PEOPLE.manager.userId, guildId: GUILD });
  const entered = await panel.ask(new URL(link).pathname, { method: "POST", headers: { origin: panel.url } });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const headers = { cookie, origin: panel.url };
  expect((await send(headers, "GET", `${AT}/status`)).status).toBe(200);
  expect((await send(headers, "GET", `${AT}/status?cluster=main`)).status).toBe(404);
  expect((await send(headers, "POST", `${AT}/keys`, { label: "x", scope: "control" })).status).toBe(403);
  liar.link.socket.terminate();
});
