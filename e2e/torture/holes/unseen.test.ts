import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openGlanceFeed } from "../../support/glance-feed.ts";
import { type House, idOf, openHouse, PASSPHRASE } from "./house.ts";
import { knock } from "./knock.ts";
import { allRoutes, LOGO, METHODS } from "./routes.ts";

let house: House;
afterEach(() => house.dispose());

const report = (more: object = {}) =>
  JSON.stringify({ boot: "resident", seq: 1, shardCount: 60, shards: [{ id: 1, state: "online" }], ...more });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const push = (body: string, secret = house.reporter) =>
  knock(house.server.url, "/api/v1/clusters/main/reports", { method: "POST", headers: bearer(secret), body });

/** What only staff may know of a process; `canary` and these bytes stand nowhere else. */
const PROCESS = {
  label: "canary-host",
  versions: { plugin: "canary 1", library: "canary 2", runtime: "canary 3" },
  memoryBytes: 98_765_432_101,
  uptimeMs: 12_345_678_909,
};
const LEAK = /canary|98765432101|12345678909/;

test.each(["none", "counts"])(
  "Cachet GHSA-6ghm-wf22-pvx5, hidden things in the API: with PROCESSES_PUBLIC=%s no route tells a stranger of the bots' machines, whatever is asked to be included",
  async (PROCESSES_PUBLIC) => {
    house = await openHouse({ PROCESSES_PUBLIC, BRAND_LOGO: LOGO });
    const { url } = house.server;
    expect((await push(report({ boot: "canary-boot", process: PROCESS }))).status).toBe(200);
    const list = "/api/v1/clusters/main/processes";
    expect((await knock(url, list, { headers: bearer(house.reader) })).text).toMatch(LEAK);
    const wishes = [
      "",
      "?include=processes&visible=all&fields=*",
      "?filter[boot]=canary-boot&expand=process",
      `?token=${idOf(house.reader)}`,
    ];
    const leaks: string[] = [];
    for (const route of allRoutes())
      for (const wish of wishes)
        for (const headers of [
          {},
          { Cookie: "shardlight_look=dark; role=admin" },
          { authorization: "Bearer wrong" },
        ]) {
          const { text, headers: answered } = await knock(url, route.pathIn("main") + wish, { headers });
          if (LEAK.test(text + JSON.stringify(answered))) leaks.push(`${route.pattern}${wish}`);
        }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const found = await knock(url, "/find", { method: "POST", headers: form, body: "q=175928847299117063" });
    if (LEAK.test(found.text)) leaks.push("/find");
    const viewer = await openGlanceFeed(url);
    if (LEAK.test(JSON.stringify(await viewer.next()))) leaks.push("/api/feed");
    viewer.close();
    expect(leaks).toEqual([]);
  },
);

test("Uptime Kuma's push route (any method, so that a crawler or a link preview reports): GET, HEAD and OPTIONS change nothing anywhere, with a good secret too", async () => {
  house = await openHouse();
  const { url } = house.server;
  expect((await push(report())).status).toBe(200);
  const shards = async () =>
    (await knock(url, "/api/v1/clusters/main/shards"))
      .json<{ shards: { lastHeard: number | null }[] }>()
      // Reckoned from another clock at each asking: a millisecond more or less is no news.
      .shards.map(({ lastHeard, ...shard }) => ({
        ...shard,
        lastHeard: lastHeard && expect.closeTo(lastHeard, -2),
      }));
  const rows = house.rows();
  const before = await shards();
  const ways = [
    {},
    { Purpose: "prefetch", "Sec-Purpose": "prefetch;prerender" },
    { "X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "POST" },
  ];
  for (const route of allRoutes())
    for (const method of ["GET", "HEAD", "OPTIONS"] as const)
      for (const headers of ways)
        await knock(url, `${route.pathIn("main")}?_method=POST&state=2`, {
          method,
          headers: { ...bearer(house.reporter), ...headers },
          ...(method === "GET" && { body: report({ seq: 9, shards: [{ id: 1, state: "offline" }] }) }),
        });
  expect(house.rows()).toBe(rows);
  expect((await knock(url, "/api/v1/clusters/main/shards")).json()).toEqual({ shards: before });
  expect(
    (await knock(url, "/api/status/main/1/2", { method: "POST", headers: bearer(house.reporter) })).status,
  ).toBe(204);
  expect(house.rows()).not.toBe(rows);
});

/** Sends the head of a request and half of its body; the result sends the rest and gives what is answered. */
const beginUpload = async (secret: string, body: string) => {
  const socket = connect(house.server.port, "127.0.0.1");
  await once(socket, "connect");
  const middle = Math.floor(body.length / 2);
  const head = [
    "POST /api/v1/clusters/main/reports HTTP/1.1",
    "Host: 127.0.0.1",
    `Authorization: Bearer ${secret}`,
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, middle)}`);
  return async () => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.end(body.slice(middle));
    await once(socket, "close");
    return Number(text.slice(9, 12));
  };
};

test("CVE-2023-44400 and CVE-2023-49804, what was opened before goes on after: a report begun with a token that is revoked before its end is not taken", async () => {
  house = await openHouse();
  const secret = house.token("create", "--scope", "report", "--cluster", "main");
  const body = (seq: number) => report({ boot: "held", seq, shards: [{ id: 1, state: "offline" }] });
  const honest = await beginUpload(secret, body(1));
  expect(await honest()).toBe(200);
  const held = await beginUpload(
    secret,
    report({ boot: "held", seq: 2, shards: [{ id: 2, state: "offline" }] }),
  );
  // The server has looked at the head by the time that it answers another connection's request.
  expect((await push(body(1), secret)).status).toBe(200);
  const before = house.rows();
  house.token("revoke", idOf(secret));
  expect(await held()).toBe(401);
  expect(house.rows()).toBe(before);
});

test("Statping and Cachet CVE-2021-39173, an installer or an admin that is left open: what is not there is 404 with each method, and says no more than any other path", async () => {
  house = await openHouse();
  const { url } = house.server;
  const paths = [
    "/admin",
    "/setup",
    "/install",
    "/api/setup",
    "/api/v1/tokens",
    "/api/v1/config",
    "/api/v1/settings",
    "/api/users",
    "/.env",
    "/.git/config",
    "/data/shardlight.db",
    "/.vite/manifest.json",
    "/assets/.vite/manifest.json",
    "/metrics",
    "/debug/vars",
    "/server/dist/main.js",
  ];
  const usual = await knock(url, "/no-such-thing");
  for (const path of paths)
    for (const method of METHODS) {
      const headers = bearer(PASSPHRASE);
      const answer = await knock(url, path, { method, headers, ...(method === "POST" && { body: "{}" }) });
      const isPreflight = method === "OPTIONS" && answer.status === 204;
      expect(isPreflight ? 404 : answer.status, `${method} ${path}`).toBe(404);
      if (method === "GET") expect(answer.text).toBe(usual.text);
    }
});
