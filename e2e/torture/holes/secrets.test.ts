import { Agent } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { hello } from "../../../server/links/test-link.ts";
import { median } from "../../bench/statistics.ts";
import { type Answer, post } from "../../support/http.ts";
import { measure } from "../measure.ts";
import { type House, idOf, nearly, openHouse, PASSPHRASE } from "./house.ts";
import { knock, newAddress } from "./knock.ts";
import { callLink } from "./link-call.ts";
import { type Ask, allRoutes, asksIn, METHODS, type Method, type Route } from "./routes.ts";

let house: House;
let asks: (method: Method, route: Route) => Ask;
beforeAll(async () => {
  house = await openHouse({ PROCESSES_PUBLIC: "none", AUDIO_PUBLIC: "none" });
  asks = asksIn((await knock(house.server.url, "/api/v1/openapi.json")).json());
});
afterAll(() => house.dispose());

const report = (boot: string, cluster: string) =>
  JSON.stringify({
    boot,
    seq: 1,
    shardCount: cluster === "patron_1" ? 6 : 60,
    shards: [{ id: 1, state: "offline" }],
  });
const call = (
  method: Method,
  path: string,
  authorization: string | undefined,
  body = report("intruder", "main"),
) =>
  knock(house.server.url, path, {
    method,
    headers: authorization === undefined ? {} : { authorization },
    ...(method === "POST" && { body }),
  });
const push = (authorization: string | undefined, cluster = "main", boot = "intruder") =>
  call("POST", `/api/v1/clusters/${cluster}/reports`, authorization, report(boot, cluster));
/** What a stranger learns from an answer, the time on it apart. */
const told = ({ status, text }: Answer, method: Method) => `${status} ${method === "HEAD" ? "" : text}`;

/** What an operation answers to who must not have it; null where all get the same, whoever asks. */
const refusalOf = (ask: Ask, secret: "good for nothing" | "of another cluster" | "to read", route: Route) => {
  if (ask === "nothing") return null;
  if (secret === "good for nothing") return 401;
  if (ask !== "report" && ask !== "read?") return 403;
  if (secret === "to read") return ask === "report" ? 403 : null;
  return route.pattern.includes(":cluster") ? 403 : null;
};

test("CVE-2026-32230 and GHSA-6ghm-wf22-pvx5, sibling routes that forget the check: each route, with each method, refuses each secret that is not for it, in the same words whether the cluster exists", async () => {
  const before = house.rows();
  const kinds = [
    ...Object.values(house.openNothing).map((secret) => ["good for nothing", secret] as const),
    ["of another cluster", `Bearer ${house.foreigner}`] as const,
    ["to read", house.reader] as const,
  ];
  const wrong: string[] = [];
  let refused = 0;
  for (const route of allRoutes()) {
    for (const method of METHODS) {
      const clusters = route.pattern.includes(":cluster") ? ["main", "nowhere"] : ["main"];
      const words = new Map<number | null, Set<string>>();
      for (const [kind, secret] of kinds) {
        const expected = refusalOf(asks(method, route), kind, route);
        for (const cluster of clusters) {
          const answer = await call(method, route.pathIn(cluster), secret);
          const what = `${method} ${route.pathIn(cluster)} with a secret ${kind} (${secret}): ${answer.status}`;
          if (expected === null) {
            if (answer.status >= 500) wrong.push(what);
          } else if (answer.status === expected) {
            refused += 1;
            words.set(expected, (words.get(expected) ?? new Set()).add(told(answer, method)));
          } else wrong.push(what);
        }
      }
      for (const [status, said] of words)
        if (said.size > 1) wrong.push(`${method} ${route.pattern} says ${status} in ${said.size} ways`);
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(100);
  expect(house.rows()).toBe(before);
});

test("OpenStatus d204b5205, another tenant's objects by their id: a token of one cluster reaches nothing of another, over HTTP and over the link", async () => {
  expect((await push(`Bearer ${house.reporter}`, "main", "resident")).status).toBe(200);
  const before = house.rows();
  const foreign = `Bearer ${house.foreigner}`;
  expect((await push(foreign, "main", "resident")).status).toBe(403);
  expect((await call("DELETE", "/api/v1/clusters/main/processes/resident", foreign)).status).toBe(403);
  expect((await call("GET", "/api/v1/clusters/main/processes", foreign)).status).toBe(403);
  const saidOf = async (cluster: string) =>
    callLink(house.server.url, foreign, hello("resident", { cluster }));
  expect(await saidOf("main")).toMatchObject({ type: "error", code: "forbidden" });
  expect(await saidOf("nowhere")).toEqual(await saidOf("main"));
  expect(house.rows()).toBe(before);
});

test("Gatus (404 before 401) and Healthchecks (`key != METRICS_KEY`), an oracle of what exists: wrong secrets take as long for what is there as for what is not", async () => {
  const pairs: readonly (readonly [there: () => Promise<Answer>, nowhere: () => Promise<Answer>])[] = [
    [() => push("Bearer wrong", "main"), () => push("Bearer wrong", "nowhere")],
    [() => push(`Bearer ${nearly(house.reporter)}`), () => push(house.openNothing["a token of no one"])],
    [() => push(nearly(PASSPHRASE)), () => push("x")],
  ];
  const rounds = measure({ short: 80, full: 400 });
  for (const [there, nowhere] of pairs) {
    const tookMs: [number[], number[]] = [[], []];
    for (let round = 0; round < 2 * rounds; round += 1) {
      const startedAt = performance.now();
      const { status } = await (round % 2 === 0 ? there : nowhere)();
      tookMs[round % 2 === 0 ? 0 : 1].push(performance.now() - startedAt);
      expect(status).toBe(401);
    }
    const ratio = median(tookMs[0]) / median(tookMs[1]);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  }
});

test("CVE-2022-46146, an answer of the guard that is kept: no good secret before opens for a near one after, and none stays good", async () => {
  const secret = house.token("create", "--scope", "report", "--cluster", "main");
  const id = idOf(secret);
  const open = async (text: string) => (await push(`Bearer ${text}`)).status;
  const halves = [secret.slice(0, 30), secret.slice(30)];
  const near = [
    nearly(secret),
    halves.toReversed().join(""),
    halves.join(" "),
    `${secret}${secret}`,
    secret.replace(id, idOf(house.foreigner)),
    `slt_${id}_${id.repeat(4).slice(0, 40)}`,
    `${PASSPHRASE}:${secret}`,
  ];
  for (const text of near) {
    expect(await open(secret)).toBe(200);
    expect(await open(text), text).toBe(401);
  }
  const next = house.token("rotate", id, "--overlap", "0s");
  expect([await open(secret), await open(next)]).toEqual([401, 200]);
  house.token("revoke", id);
  expect(await open(next)).toBe(401);
});

test("the same on one connection, where Glance's pushes are let in by what was shown before", async () => {
  const secret = house.token("create", "--scope", "report", "--cluster", "main");
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: newAddress() });
  onTestFinished(() => agent.destroy());
  const heartbeat = async (authorization: string | undefined, cluster = "main") => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await post(house.server.url, `/api/health/${cluster}/1`, { agent, headers })).status;
  };
  const good = `Bearer ${secret}`;
  expect((await push(good, "main", "resident")).status).toBe(200);
  for (const text of [
    undefined,
    "",
    `Bearer ${nearly(secret)}`,
    good.slice(0, -1),
    `${good} `.repeat(2),
    PASSPHRASE.slice(1),
  ]) {
    expect(await heartbeat(good)).toBe(204);
    expect(await heartbeat(text), text).toBe(401);
  }
  expect(await heartbeat(good)).toBe(204);
  expect([await heartbeat(good, "patron_1"), await heartbeat(good, "nowhere")]).toEqual([403, 403]);
  house.token("revoke", idOf(secret));
  expect(await heartbeat(good)).toBe(401);
});

test("CVE-2024-26478, secrets that every installation has: no name and word that is somewhere a default opens anything", async () => {
  const words = [
    "admin",
    "root",
    "shardlight",
    "password",
    "changeme",
    "secret",
    "a-long-secret",
    "hunter2",
    "status",
    "guest",
    "null",
    "undefined",
    "[object Object]",
    "*",
    "%00",
    "true",
    "0",
  ];
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const tries = words.flatMap((word) => [word, `Bearer ${word}`, basic(`admin:${word}`), basic(`${word}:`)]);
  for (const authorization of tries) expect((await push(authorization)).status, authorization).toBe(401);
});

test("Kuma's push address and its fix in #7338, secrets where logs and previews see them: a good secret opens in the Authorization header alone", async () => {
  const body = report("intruder", "main");
  for (const secret of [house.reporter, PASSPHRASE]) {
    const path = "/api/v1/clusters/main/reports";
    const basic = Buffer.from(`${secret}:${secret}`).toString("base64");
    const places = [
      ...["token", "key", "access_token", "passphrase", "authorization", "secret"].map(
        (name) => [`${path}?${name}=${secret}`, {}] as const,
      ),
      [`${path}/${secret}`, {}] as const,
      ...[
        "Cookie",
        "X-Api-Key",
        "X-Auth-Token",
        "X-Access-Token",
        "Proxy-Authorization",
        "X-Authorization",
        "Token",
      ].map(
        (name) =>
          [
            path,
            {
              [name]:
                name === "Cookie" ? `token=${secret}; authorization=Bearer ${secret}` : `Bearer ${secret}`,
            },
          ] as const,
      ),
      [path, { Authorization: `Basic ${basic}` }] as const,
      [path, { Authorization: `Token ${secret}` }] as const,
    ];
    for (const [at, headers] of places) {
      const { status } = await knock(house.server.url, at, { method: "POST", headers, body });
      expect([401, 404], `${at} ${JSON.stringify(headers)}`).toContain(status);
    }
  }
});
