import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GUILD, OTHER_GUILD } from "./test-bot.ts";
import { cookieOf, createPlayerServer, judge, PEOPLE, signOut } from "./test-people.ts";

const AT = `/api/servers/${GUILD}`;

type Who = keyof typeof PEOPLE | "nobody" | "controlKey" | "readKey" | "otherKey" | "revokedKey" | "wrongKey";

/** In the order of the columns below. */
const WHO: readonly Who[] = [
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
  "otherKey",
  "revokedKey",
  "wrongKey",
];

const READ = "401 401 404 404 200 200 200 200 200 200 404 401 401";
const STEER = { dj: "401 401 404 404 409 409 200 200 403 200 404 401 401" };
const LISTEN = "401 401 404 404 409 200 200 200 403 200 404 401 401";
/** What this bot lets nobody do. */
const REFUSED = "401 401 404 404 409 409 409 409 403 409 404 401 401";
const MANAGE = "401 401 404 404 403 403 403 200 403 403 403 401 401";
/** With a made key: 201. */
const MAKE = MANAGE.replace("200", "201");
const REVOKE = MANAGE.replace("200", "204");
/** Without a socket there is no stream: who would get one is told so. */
const STREAM = READ.replaceAll("200", "400");
const SOCKET = READ.replaceAll("200", "426");

/** Every route, and what it answers to each of them. */
const ROWS: readonly (readonly [method: string, path: string, answers: string, body?: object])[] = [
  ["GET", "/api/servers", "401 401 200 200 200 200 200 200 200 200 200 401 401"],
  ["GET", `${AT}/queue`, READ],
  ["GET", `${AT}/queue?from=50`, READ],
  ["GET", `${AT}/status`, READ],
  ["GET", `${AT}/settings`, READ],
  ["GET", `${AT}/search?query=x`, READ],
  ["GET", `${AT}/lyrics`, READ],
  ["GET", `${AT}/history`, READ],
  ["GET", `${AT}/events`, STREAM],
  ["GET", `/ws/${GUILD}`, SOCKET],
  ["POST", `${AT}/play`, LISTEN, { query: "x" }],
  ["POST", `${AT}/skip`, LISTEN],
  ["POST", `${AT}/volume`, STEER.dj, { volume: 1 }],
  ["POST", `${AT}/clear`, STEER.dj],
  ["POST", `${AT}/loop`, REFUSED, { mode: "off" }],
  ["POST", `${AT}/effect`, REFUSED, { effect: null }],
  ["POST", `${AT}/shuffle`, REFUSED],
  ["POST", `${AT}/pause`, REFUSED],
  ["POST", `${AT}/resume`, REFUSED],
  ["POST", `${AT}/stop`, REFUSED],
  ["POST", `${AT}/seek`, REFUSED, { positionMs: 1 }],
  ["POST", `${AT}/previous`, REFUSED],
  ["POST", `${AT}/remove`, REFUSED, { uid: "u1" }],
  ["POST", `${AT}/move`, REFUSED, { uid: "u1", before: null }],
  ["GET", `${AT}/keys`, MANAGE],
  ["POST", `${AT}/keys`, MAKE, { label: "x", scope: "read" }],
  ["DELETE", `${AT}/keys/:key`, REVOKE],
  ["GET", `${AT}/allow-list`, MANAGE],
  ["PUT", `${AT}/allow-list`, MANAGE, { networks: [] }],
];

const TABLE = ROWS.map(([method, path, answers, body]) => ({ method, path, answers, body }));

let server: ReturnType<typeof createPlayerServer>;
let secrets: Record<Who, string | null>;
beforeEach(async () => {
  server = createPlayerServer();
  const { member, manager, revoked } = PEOPLE;
  const make = (by: string, scope: "read" | "control", guildId = GUILD) =>
    server.guildKeys.make(guildId, { id: by, name: "someone" }, { label: "x", scope });
  const [read, control, other, gone] = await Promise.all([
    make(member.userId, "read"),
    make(manager.userId, "control"),
    make(manager.userId, "control", OTHER_GUILD),
    make(manager.userId, "control"),
  ]);
  await server.guildKeys.revoke(GUILD, gone.key.id);
  await signOut(server, revoked.userId);
  const people = Object.fromEntries(Object.entries(PEOPLE).map(([name, { userId }]) => [name, userId]));
  secrets = {
    ...(people as Record<keyof typeof PEOPLE, string>),
    nobody: null,
    readKey: read.text,
    controlKey: control.text,
    otherKey: other.text,
    revokedKey: gone.text,
    wrongKey: `slk_${"0".repeat(12)}_${"0".repeat(40)}`,
  };
});
afterEach(() => server.close());

test.each(TABLE)("$method $path answers each as they may", async ({ method, path, answers, body }) => {
  server.arrive(judge());
  const got: string[] = [];
  for (const who of WHO) {
    const { key } = await server.guildKeys.make(GUILD, { id: "1", name: "x" }, { label: "x", scope: "read" });
    const at = path.replace(":key", key.id);
    const answer = await server.ask(secrets[who], method, at, body);
    got.push(String(answer.status));
    const isTold = answer.status >= 400 && answer.body.error !== undefined;
    // What is refused says nothing of what plays.
    if (isTold) expect(Object.keys(answer.body)).toEqual(["error"]);
  }
  expect(got.join(" ")).toBe(answers);
});

test("every route of players is in the table", async () => {
  const { paths } = (await server.ask(null, "GET", "/api/v1/openapi.json")).body;
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    /^\/(api\/servers|ws)/.test(path)
      ? Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`)
      : [],
  );
  const tested = TABLE.map(
    ({ method, path }) =>
      `${method} ${path.replace(/\?.*/, "").replace(":key", "{key}").replace(GUILD, "{id}")}`,
  );
  expect([...new Set(tested)].sort()).toEqual(documented.sort());
});

test("a key does what its maker may, by the bot's word, and no more", async () => {
  const { frames } = server.arrive(judge());
  await server.ask(secrets.controlKey, "POST", `${AT}/volume`, { volume: 1 });
  expect(frames.at(-1)).toMatchObject({ actor: { userId: PEOPLE.manager.userId, via: "key" } });
  const { body } = await server.ask(secrets.controlKey, "GET", "/api/servers");
  expect(body.servers).toMatchObject([{ id: GUILD, clusters: ["main"] }]);
});

test("a cookie does not help a secret that is wrong", async () => {
  server.arrive(judge());
  const answer = await server.ask(PEOPLE.manager.userId, "GET", `${AT}/status`, undefined, {
    authorization: "Bearer nonsense",
  });
  expect(answer.status).toBe(401);
});

test("a one-time link is good for its own server and cluster alone", async () => {
  const main = server.arrive(judge());
  server.arrive(judge(), { cluster: "patron_1" });
  const { userId } = PEOPLE.dj;
  const invited = { userId, name: "x", guildId: GUILD, guildName: "x", cluster: "patron_1" };
  const code = server.sessions.invite(invited)?.split("/").at(-1) ?? "";
  const nobody = { header: () => undefined, url: "http://localhost", remoteAddress: undefined };
  const secret = (await server.sessions.acceptLink(code, nobody))?.secret ?? "";
  const headers = { cookie: `__Host-shardlight=${secret}`, origin: "http://localhost" };
  const ask = async (method: string, path: string) =>
    (await server.app.request(path, { method, headers })).status;
  expect(await ask("POST", `${AT}/skip`)).toBe(200);
  expect(await ask("POST", `${AT}/skip?cluster=main`)).toBe(404);
  expect(await ask("GET", `${AT}/status?cluster=main`)).toBe(404);
  expect(await ask("GET", `/api/servers/${OTHER_GUILD}/status`)).toBe(404);
  const listed = JSON.parse(await (await server.app.request("/api/servers", { headers })).text());
  expect(listed.servers).toMatchObject([{ id: GUILD, clusters: ["patron_1"] }]);
  expect(main.frames.filter(({ type }) => type === "ask")).toEqual([]);
});

test("who signs out while a command is on its way does nothing more", async () => {
  const { frames } = server.arrive(judge());
  const { userId } = PEOPLE.dj;
  const sent = async function* () {
    yield Buffer.from("{");
    await signOut(server, userId);
    yield Buffer.from("}");
  };
  const incoming = Object.assign(Readable.from(sent()), { socket: { remoteAddress: "127.0.0.1" } });
  const how = { method: "POST", headers: cookieOf(userId) };
  expect((await server.app.request(`${AT}/skip`, how, { incoming })).status).toBe(401);
  expect(frames.filter(({ type }) => type === "ask")).toEqual([]);
});
