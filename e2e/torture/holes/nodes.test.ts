import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import { startServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { type House, idOf, openHouse, PASSPHRASE } from "./house.ts";
import { knock } from "./knock.ts";
import { everything } from "./routes.ts";

const PATH = "/api/v1/audio/nodes";
const NOWHERE = "000000000000";
/** They stand nowhere else. */
const PASSWORD = "the-password-of-a-node-4096";
const NEXT_PASSWORD = "the-next-password-of-a-node-8192";
const SECRET_KEY = "the-key-of-all-nodes-passwords-3f9c0b71d2";
const WEBHOOK_SECRET = "what-webhooks-are-signed-with-16384";
const WORKS = {
  kind: "answers",
  info: { kind: "lavalink", version: "4.2.2", sources: ["youtube"], plugins: [] },
  stats: {
    players: 1,
    playing: 1,
    uptimeMs: 60_000,
    memory: { usedBytes: 1, reservableBytes: 2 },
    load: { system: 0.1, node: 0.1 },
    frames: null,
  },
  planner: null,
} as const;
/** Nothing listens there; each name has an address of its own. */
const nodeOf = (pool: string, name: string) => ({
  pool,
  name,
  address: `http://${name}.invalid:2333`,
  password: PASSWORD,
});

let house: House;
/** Tokens by scope and pool, such as `ops eu`. */
const tokens = new Map<string, string>();
/** A node of each pool. */
const ids = new Map<string, string>();
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const tokenOf = (name: string): string => tokens.get(name) ?? "";
const idIn = (pool: string): string => ids.get(pool) ?? "";
const ask = (method: string, path: string, secret: string | undefined, body: object = {}) =>
  knock(house.server.url, path, {
    method,
    headers: secret === undefined ? {} : { authorization: secret },
    ...(method !== "GET" && { body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  house = await openHouse({
    AUDIO_POOLS: "main;eu",
    AUDIO_PUBLIC: "none",
    SECRET_KEY,
    WEBHOOK_URL: "http://127.0.0.1:9/hook",
    WEBHOOK_ALLOW: "loopback",
    WEBHOOK_SECRET,
    LOG_LEVEL: "trace",
  });
  for (const scope of ["ops", "announce", "nodes"])
    for (const pool of ["main", "eu"])
      tokens.set(`${scope} ${pool}`, house.token("create", "--scope", scope, "--pool", pool));
  for (const pool of ["main", "eu"]) {
    const made = await ask("POST", PATH, `Bearer ${tokenOf(`announce ${pool}`)}`, nodeOf(pool, `of-${pool}`));
    expect(made.status).toBe(201);
    ids.set(pool, made.json<{ id: string }>().id);
  }
});
afterAll(() => house.dispose());

/** What an asker of each kind is answered about a node of `main`; every other answer is a hole. */
const ASKERS: readonly (readonly [
  who: string,
  secret: () => string | undefined,
  statuses: Readonly<Record<"list" | "one" | "announce" | "announce eu" | "steer" | "nowhere", number>>,
])[] = [
  ...(["ops", "announce", "nodes"] as const).flatMap((scope) =>
    (["main", "eu"] as const).map((pool) => {
      const isHere = pool === "main";
      const [list, one] = scope === "ops" ? [200, isHere ? 200 : 404] : [403, 403];
      const steer = scope === "ops" ? (isHere ? 200 : 404) : 403;
      const nowhere = scope === "ops" ? 404 : 403;
      const [announce, elsewhere] = scope === "nodes" ? [403, 403] : isHere ? [201, 403] : [403, 201];
      return [
        `a token to ${scope} of ${pool}`,
        () => `Bearer ${tokenOf(`${scope} ${pool}`)}`,
        { list, one, announce, "announce eu": elsewhere, steer, nowhere },
      ] as const;
    }),
  ),
  ...(["reporter", "reader"] as const).map(
    (name) =>
      [
        `the ${name}`,
        () => `Bearer ${house[name]}`,
        { list: 403, one: 403, announce: 403, "announce eu": 403, steer: 403, nowhere: 403 },
      ] as const,
  ),
  [
    "the passphrase",
    () => PASSPHRASE,
    { list: 403, one: 403, announce: 403, "announce eu": 403, steer: 403, nowhere: 403 },
  ],
  ...["none", "wrong", "nearly a token", "revoked", "expired", "rotated out", "nearly the passphrase"].map(
    (name) =>
      [
        `a secret that is ${name}`,
        () => house.openNothing[name],
        { list: 401, one: 401, announce: 401, "announce eu": 401, steer: 401, nowhere: 401 },
      ] as const,
  ),
];

test.each(ASKERS)(
  "CVE-2026-32230 on audio nodes: %s gets what it may, and learns nothing of what exists beyond",
  async (_, secretOf, expected) => {
    const secret = secretOf();
    const at = `${PATH}/${idIn("main")}`;
    const nowhere = `${PATH}/${NOWHERE}`;
    const [one, list] = [await ask("GET", at, secret), await ask("GET", PATH, secret)];
    const steer = await ask("PATCH", at, secret, { note: "seen" });
    const [oneNowhere, steerNowhere, removeNowhere] = [
      await ask("GET", nowhere, secret),
      await ask("PATCH", nowhere, secret, { note: "seen" }),
      await ask("DELETE", nowhere, secret),
    ];
    expect({
      list: list.status,
      one: one.status,
      announce: (await ask("POST", PATH, secret, nodeOf("main", "of-main"))).status,
      "announce eu": (await ask("POST", PATH, secret, nodeOf("eu", "of-eu"))).status,
      steer: steer.status,
      nowhere: steerNowhere.status,
    }).toEqual(expected);
    expect([oneNowhere.status, removeNowhere.status]).toEqual([expected.nowhere, expected.nowhere]);
    expect(list.text.includes(idIn("main"))).toBe(expected.one === 200);
    // In the same words whether the node, or the pool, is there.
    if (expected.one !== 200) expect(one.text).toBe(oneNowhere.text);
    if (expected.steer === 200) return;
    expect(steer.text).toBe(steerNowhere.text);
    expect((await ask("DELETE", at, secret)).text).toBe(removeNowhere.text);
    if (expected.announce === 201) return;
    const pools = ["main", "no-such-pool"].map((pool) => ask("POST", PATH, secret, nodeOf(pool, "x")));
    const [there, nowhereElse] = await Promise.all(pools);
    expect(there?.text).toBe(nowhereElse?.text);
  },
);

/** Says hello as an agent or a bot, then these frames, and gives what is answered to the last. */
const talk = async (secret: string, first: object, ...frames: readonly object[]) => {
  const link = await dialLink(house.server.url, { authorization: `Bearer ${secret}` });
  onTestFinished(() => link.socket.terminate());
  link.send(first);
  let said = await link.next();
  for (const frame of frames) {
    link.send(frame);
    said = await link.next();
  }
  return { link, said };
};
const AGENT = { type: "hello", role: "agent", protocol: 1, boot: "intruder" };

test("OpenStatus d204b5205 on audio nodes, over the link: no agent speaks for another's node, none announces for another pool, and no bot is handed one", async () => {
  const bot = house.token("create", "--scope", "report,nodes", "--cluster", "main", "--pool", "main");
  const frames = [
    { type: "look", id: idIn("main"), look: WORKS },
    { type: "withdraw", id: idIn("main") },
    { type: "look", id: NOWHERE, look: WORKS },
  ];
  const refusals = [];
  for (const frame of frames) {
    const { said } = await talk(tokenOf("announce main"), AGENT, frame);
    expect(said).toMatchObject({ type: "refused", code: "unknown_node" });
    refusals.push("message" in said ? said.message : "");
  }
  expect(new Set(refusals).size).toBe(1);
  for (const pool of ["eu", "no-such-pool"]) {
    const { said } = await talk(tokenOf("announce main"), AGENT, {
      type: "announce",
      node: nodeOf(pool, "x"),
    });
    expect(said).toMatchObject({ type: "refused", code: "forbidden" });
    const { said: handed } = await talk(bot, hello("b"), { type: "subscribe", pools: ["main", pool] });
    expect(handed).toMatchObject({ type: "refused", asked: "subscribe", code: "forbidden" });
  }
  const { said } = await talk(house.reporter, hello("c"), { type: "subscribe", pools: ["main"] });
  expect(said).toMatchObject({ type: "refused", code: "forbidden" });
  const { said: agent } = await talk(house.reporter, AGENT);
  expect(agent).toMatchObject({ type: "error", code: "forbidden" });
  const { said: process } = await talk(tokenOf("announce main"), hello("d"));
  expect(process).toMatchObject({ type: "error", code: "forbidden" });
});

test("CVE-2023-44400 on audio nodes: a link whose token is revoked hears and says nothing more of nodes", async () => {
  const bot = house.token("create", "--scope", "report,nodes", "--cluster", "main", "--pool", "main");
  const agent = house.token("create", "--scope", "announce", "--pool", "main");
  const { link: hears, said } = await talk(bot, hello("e"), { type: "subscribe", pools: ["main"] });
  expect(said).toMatchObject({ type: "nodes", isWhole: true });
  const { link: speaks } = await talk(agent, AGENT);
  house.token("revoke", idOf(bot));
  house.token("revoke", idOf(agent));
  speaks.send({ type: "announce", node: nodeOf("main", "too-late") });
  hears.send({ type: "subscribe", pools: ["main"] });
  expect(await Promise.all([hears.closed, speaks.closed])).toEqual([4401, 4401]);
  const { link } = await talk(tokenOf("announce main"), AGENT);
  link.send({ type: "announce", node: nodeOf("main", "in-time") });
  expect(await link.next()).toMatchObject({ type: "announced" });
});

test("CWE-312, secrets of audio nodes: no password, key or webhook secret stands in any answer, frame, log line or file, and a bot alone is handed a password", async () => {
  const { url, dir, logs } = house.server;
  const ops = `Bearer ${tokenOf("ops main")}`;
  const told: string[] = [];
  const note = async (answer: Promise<{ text: string; headers: object }>) => {
    const { text, headers } = await answer;
    told.push(text + JSON.stringify(headers));
  };
  const { link } = await talk(tokenOf("announce main"), AGENT);
  link.socket.on("message", (data) => told.push(String(data)));
  const node = nodeOf("main", "told");
  link.send({ type: "announce", node });
  const announced = await link.next();
  const id = announced.type === "announced" ? announced.id : "";
  link.send({ type: "look", id, look: WORKS });
  const at = `${PATH}/${id}`;
  await until("it is in use", async () => (await ask("GET", at, ops)).text.includes('"active"'));
  for (const wrong of [
    { ...node, pool: PASSWORD },
    { ...node, address: `http://x:${PASSWORD}@127.0.0.1:9` },
    { ...node, [PASSWORD]: 1 },
    { ...node, label: { [PASSWORD]: PASSWORD } },
    { ...node, address: "http://of-main.invalid:2333", name: "other" },
  ]) {
    await note(ask("POST", PATH, ops, wrong));
    const { link: other, said } = await talk(tokenOf("announce main"), AGENT, {
      type: "announce",
      node: wrong,
    });
    told.push(JSON.stringify(said));
    other.socket.terminate();
  }
  for (const body of [
    { password: NEXT_PASSWORD, note: "its password was changed" },
    { password: { [NEXT_PASSWORD]: 1 } },
    { action: "drain", reason: "old" },
    { action: "retire" },
    { action: "return" },
  ])
    await note(ask("PATCH", at, ops, body));
  await note(ask("GET", at, ops));
  await note(ask("GET", PATH, ops));
  for (const text of (await everything(url, bearer(tokenOf("ops main")))).values()) told.push(text);
  const secrets = [PASSWORD, NEXT_PASSWORD, SECRET_KEY, WEBHOOK_SECRET];
  for (const secret of secrets) {
    expect(told.filter((text) => text.includes(secret))).toEqual([]);
    expect(JSON.stringify(logs), "the log").not.toContain(secret);
    for (const name of readdirSync(dir).filter((name) => !name.endsWith(".sample"))) {
      const bytes = readFileSync(join(dir, name));
      expect(bytes.includes(secret), `${name} in clear`).toBe(false);
      expect(bytes.includes(Buffer.from(secret).toString("base64").slice(0, -3)), name).toBe(false);
    }
  }
  const bot = house.token("create", "--scope", "report,nodes", "--cluster", "main", "--pool", "main");
  link.send({ type: "announce", node });
  await link.next();
  link.send({ type: "look", id, look: WORKS });
  await until("it is in use", async () => (await ask("GET", at, ops)).text.includes('"active"'));
  const { said } = await talk(bot, hello("f"), { type: "subscribe", pools: ["main"] });
  expect(JSON.stringify(said)).toContain(PASSWORD);
});

test("the key that nobody gave is made for the server's user alone, and stands in no answer, log line or database", async () => {
  const server = await startServer({ PASSPHRASE, LOG_LEVEL: "trace" });
  onTestFinished(server.dispose);
  const other = await openHouse();
  onTestFinished(other.dispose);
  const token = other.token("create", "--scope", "ops,announce", "--pool", "main");
  const made = await knock(other.server.url, PATH, {
    method: "POST",
    headers: bearer(token),
    body: JSON.stringify(nodeOf("main", "keyed")),
  });
  expect(made.status).toBe(201);
  const file = join(other.server.dir, "secret.key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const key = readFileSync(file, "utf8").trim();
  for (const text of (await everything(other.server.url, bearer(token))).values())
    expect(text).not.toContain(key);
  expect(JSON.stringify(other.server.logs)).not.toContain(key);
  for (const name of readdirSync(other.server.dir).filter((name) => name !== "secret.key"))
    expect(readFileSync(join(other.server.dir, name)).includes(key), name).toBe(false);
  expect(readdirSync(server.dir)).not.toContain("secret.key");
});

test("the API's description has no example of a password, and no word of what this server holds", async () => {
  const { text } = await knock(house.server.url, "/api/v1/openapi.json");
  for (const word of ["of-main", "of-eu", idIn("main"), PASSWORD, WEBHOOK_SECRET, SECRET_KEY])
    expect(text).not.toContain(word);
});

test("CVE-2023-49805 on audio nodes: pages of other sites may neither read as staff nor steer, where no secret is asked for either", async () => {
  const server = await startServer({ CORS_ORIGINS: "https://status.example" });
  onTestFinished(server.dispose);
  const origin = { Origin: "https://status.example" };
  for (const method of ["POST", "PATCH", "DELETE"]) {
    const path = method === "POST" ? PATH : `${PATH}/${NOWHERE}`;
    const plain = { method, body: JSON.stringify(nodeOf("main", "x")) };
    expect((await knock(server.url, path, plain)).status, method).toBe(403);
    expect((await knock(server.url, path, { ...plain, headers: origin })).status, method).toBe(403);
    const rebound = { Host: `rebound.example:${server.port}` };
    expect((await knock(server.url, path, { ...plain, headers: rebound })).status, method).toBe(403);
    const preflight = await knock(server.url, path, {
      method: "OPTIONS",
      headers: {
        ...origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
      },
    });
    expect(String(preflight.headers["access-control-allow-methods"] ?? "")).not.toMatch(/POST|PATCH|DELETE/);
  }
  expect((await knock(server.url, PATH)).json()).toEqual({ visible: "public", nodes: [] });
});
