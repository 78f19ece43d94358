import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { GUILD } from "../../../server/music/test-bot.ts";
import { from } from "../../support/http.ts";
import { openSse } from "../../support/sse.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
const [HOME, AWAY, PROXY] = ["127.0.0.2", "127.0.0.3", "127.0.0.9"] as const;
type Headers = Record<string, string>;

let panel: Panel;
let dj: Headers;
let manager: Headers;
let key: Headers;

const send = async (who: Headers, address: string, method: string, path: string, body?: object) =>
  panel.ask(`${AT}/${path}`, {
    method,
    headers: who,
    agent: from(address),
    ...(body && { body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  panel = await openPanel({ TRUSTED_PROXIES: PROXY });
  [dj, manager] = [await panel.come("dj"), await panel.come("manager")];
  const made = await send(manager, HOME, "POST", "keys", { label: "x", scope: "control" });
  key = { authorization: `Bearer ${made.json<{ key: string }>().key}` };
  const wrong = await send(manager, AWAY, "PUT", "allow-list", { networks: [HOME] });
  expect(wrong.status).toBe(400);
  expect((await send(manager, HOME, "PUT", "allow-list", { networks: [`${HOME}/32`] })).status).toBe(200);
});
afterAll(() => panel?.close());

const forwarded = (chain: string): Headers => ({ "x-forwarded-for": chain });

test.each<readonly [string, string, Headers, number]>([
  ["who is in it", HOME, {}, 200],
  ["who is not", AWAY, {}, 403],
  ["who says to be", AWAY, forwarded(HOME), 403],
  [
    "who says so in other words",
    AWAY,
    { forwarded: `for=${HOME}`, "x-real-ip": HOME, "client-ip": HOME },
    403,
  ],
  ["who says to come by the proxy", AWAY, forwarded(`${HOME}, ${PROXY}`), 403],
  ["whom the proxy names", PROXY, forwarded(HOME), 200],
  ["whom the proxy names in the clothes of IPv6", PROXY, forwarded(`::ffff:${HOME}`), 200],
  ["whom the proxy names with a port", PROXY, forwarded(`${HOME}:4711`), 200],
  ["who lies to the proxy", PROXY, forwarded(`${HOME}, ${AWAY}`), 403],
  ["who lies to the proxy about itself", PROXY, forwarded(`${HOME}, ${AWAY}, ${PROXY}`), 403],
  ["who writes junk to the proxy", PROXY, forwarded(`${HOME}, <junk>`), 403],
  ["the proxy itself", PROXY, {}, 403],
])("by the allow-list, %s", async (_, address, headers, status) => {
  for (const who of [dj, key])
    expect((await send({ ...who, ...headers }, address, "POST", "skip")).status).toBe(status);
  expect((await send({ ...key, ...headers }, address, "GET", "status")).status).toBe(status);
  // People may look from wherever they are.
  expect((await send({ ...dj, ...headers }, address, "GET", "status")).status).toBe(200);
});

test("over a WebSocket it holds for each command", async () => {
  const url = `${panel.url.replace("http", "ws")}/ws/${GUILD}`;
  for (const [localAddress, answer] of [
    [HOME, { event: "result", data: { outcome: "done" } }],
    [AWAY, { event: "error", data: { code: "forbidden" } }],
  ] as const) {
    const socket = new WebSocket(url, { headers: dj, localAddress });
    const heard: { event: string }[] = [];
    socket.on("message", (text) => heard.push(JSON.parse(String(text))));
    await once(socket, "open");
    socket.send(JSON.stringify({ action: "skip", id: localAddress.replaceAll(".", "-") }));
    await expect
      .poll(() => heard.find(({ event }) => event === "result" || event === "error"))
      .toMatchObject(answer);
    socket.terminate();
  }
  const refused = new WebSocket(url, { headers: key, localAddress: AWAY });
  refused.on("error", () => {});
  const [, { statusCode }] = await once(refused, "unexpected-response");
  expect(statusCode).toBe(403);
  refused.terminate();
});

test("managers turn it off from wherever they are, and nobody else does", async () => {
  for (const who of [dj, key])
    expect((await send(who, HOME, "PUT", "allow-list", { networks: [] })).status).toBe(403);
  expect((await send(manager, AWAY, "PUT", "allow-list", { networks: [] })).status).toBe(200);
  expect((await send(dj, AWAY, "POST", "skip")).status).toBe(200);
});

test("a key's stream from elsewhere ends when a list is set, and people look on", async () => {
  const events = `${panel.url}${AT}/events`;
  const byKey = await openSse(events, { headers: key, localAddress: AWAY });
  const byCookie = await openSse(events, { headers: dj, localAddress: AWAY });
  onTestFinished(() => {
    for (const stream of [byKey, byCookie]) stream.close();
  });
  expect([byKey.status, byCookie.status]).toEqual([200, 200]);
  expect((await send(manager, HOME, "PUT", "allow-list", { networks: [HOME] })).status).toBe(200);
  await byKey.next(({ event }) => event === "end", 1_000);
  expect(byCookie.hasEnded).toBe(false);
});
