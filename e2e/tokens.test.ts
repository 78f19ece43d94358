import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialLink, hello } from "../server/links/test-link.ts";
import { shardlight } from "./support/cli.ts";
import { ask, post } from "./support/http.ts";
import { startProcess, startServer, type TestServer, temporaryDir } from "./support/server.ts";
import { removeAfterwards } from "./support/temporary.ts";
import { elapsed, until } from "./support/until.ts";

const CLUSTERS = "main:60;patron_1:6";
let server: TestServer;
const texts: string[] = [];

beforeEach(async () => {
  const dir = removeAfterwards(temporaryDir());
  writeFileSync(join(dir, ".env"), `CLUSTERS=${CLUSTERS}\nDATABASE_PATH=data/kept.db\nLOG_LEVEL=trace\n`);
  server = await startServer({ PASSPHRASE: "hush", DATABASE_PATH: "data/kept.db" }, dir);
  texts.length = 0;
});
afterEach(() => server.dispose());

/** Runs the CLI in the server's folder, with nothing but its .env. */
const token = async (...words: string[]) => {
  const told = await shardlight(["token", ...words], {}, server.dir);
  expect(told, told.stderr).toMatchObject({ code: 0 });
  if (told.stdout.startsWith("slt_")) texts.push(told.stdout);
  return told.stdout;
};
const make = (scope: string, cluster = "main") => token("create", "--scope", scope, "--cluster", cluster);
const idOf = (text: string) => text.split("_")[1] ?? "";
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const report = async (secret: string, cluster = "main") => {
  const body = JSON.stringify({
    boot: "curl",
    seq: Date.now(),
    shardCount: cluster === "main" ? 60 : 6,
    shards: [{ id: 0, state: "online" }],
  });
  const headers = { ...bearer(secret), "content-type": "application/json" };
  return post(server.url, `/api/v1/clusters/${cluster}/reports`, { headers, body });
};
const status = (secret: string, cluster = "main") =>
  post(server.url, `/api/status/${cluster}/1/3`, { headers: { authorization: secret } });

test("a token pushes at once, is rotated with overlap, and revoked: links closed within a second, pushes 401", async () => {
  const first = await make("report");
  expect((await report(first)).status).toBe(200);
  expect((await status(first)).status).toBe(204);
  const link = await dialLink(server.url, bearer(first));
  link.send(hello("linked"));
  expect(await link.next()).toMatchObject({ type: "welcome" });

  const second = await token("rotate", idOf(first), "--overlap", "1h");
  expect([(await report(first)).status, (await report(second)).status]).toEqual([200, 200]);
  const third = await token("rotate", idOf(first), "--overlap", "0s");
  const rotatedAt = performance.now();
  expect((await report(first)).status).toBe(401);
  expect((await report(third)).status).toBe(200);
  expect(await link.next()).toMatchObject({ type: "error", code: "unauthorized" });
  expect(await link.closed).toBe(4401);
  expect(performance.now() - rotatedAt).toBeLessThan(1_000);

  const again = await dialLink(server.url, bearer(third));
  again.send(hello("linked"));
  expect(await again.next()).toMatchObject({ type: "welcome" });
  await until("last use in the list", async () => !/ never +never +good/.test(await token("list")));
  await token("revoke", idOf(first));
  const revokedAt = performance.now();
  expect([(await report(third)).status, (await status(third)).status]).toEqual([401, 401]);
  expect(await again.closed).toBe(4401);
  expect(performance.now() - revokedAt).toBeLessThan(1_000);
  expect((await report("hush")).status).toBe(200);
});

test("a token of one cluster gets the same 403 on one that is there and one that is not", async () => {
  const [main, patron, reader] = [await make("report"), await make("report", "patron_1"), await make("read")];
  const answers: Record<string, number> = {};
  for (const [name, secret] of Object.entries({ main, patron, reader })) {
    for (const cluster of ["main", "patron_1", "nowhere"]) {
      const [ours, glance] = [await report(secret, cluster), await status(secret, cluster)];
      answers[`${name} ${cluster}`] = ours.status;
      if (ours.status !== 403) continue;
      expect(glance.status).toBe(403);
      expect(ours.text).toBe((await report(reader, "elsewhere")).text);
    }
  }
  expect(answers).toEqual({
    "main main": 200,
    "main patron_1": 403,
    "main nowhere": 403,
    "patron main": 403,
    "patron patron_1": 200,
    "patron nowhere": 403,
    "reader main": 403,
    "reader patron_1": 403,
    "reader nowhere": 403,
  });
  const processes = await ask(server.url, "/api/v1/clusters/main/processes", { headers: bearer(reader) });
  expect(processes.json()).toMatchObject({ visible: "all" });
});

test("no secret is in logs, listings or the database's files", async () => {
  const first = await make("report,read");
  await token("rotate", idOf(first));
  for (const secret of texts) {
    expect((await report(secret)).status).toBe(200);
    expect((await report(secret, "nowhere")).status).toBe(403);
    await report(`${secret.slice(0, -1)}!`);
  }
  const list = await token("list");
  await token("revoke", idOf(first));
  await server.stop();
  const data = join(server.dir, "data");
  const files = readdirSync(data).map((file) => readFileSync(join(data, file), "latin1"));
  const everything = [list, JSON.stringify(server.logs), ...files].join("\n");
  expect(everything).toContain(idOf(first));
  expect(texts).toHaveLength(2);
  for (const secret of texts) expect(everything).not.toContain(secret.slice(17, -1));
});

test("the CLI waits for a database that is held a moment, and works while the server does not run", async () => {
  const other = new Database(join(server.dir, "data/kept.db"));
  other.exec("BEGIN IMMEDIATE");
  const making = make("report");
  await elapsed(1_500);
  other.exec("ROLLBACK");
  other.close();
  const made = await making;
  await server.stop();
  const offline = await make("report");
  await server.restart();
  expect([(await report(made)).status, (await report(offline)).status]).toEqual([200, 200]);
});

test("without a passphrase another HOST takes a usable token, and bots need it", async () => {
  const dir = removeAfterwards(temporaryDir());
  // An address that is not loopback by name, yet reaches no farther than this machine: nothing listens there.
  const env = { HOST: "192.0.2.1", PORT: "0", DATABASE_PATH: join(dir, "test.db") };
  const start = async () => {
    const refused = startProcess(env, dir);
    expect((await refused.ended).code).toBe(1);
    return refused.stderr();
  };
  const cli = (...words: string[]) => shardlight(["token", ...words], env, dir);
  expect(await start()).toMatch(/HOST: without a PASSPHRASE or a token/);
  const { stdout } = await cli("create", "--scope", "report", "--cluster", "main");
  expect(await start()).toMatch(/HOST: cannot listen on 192\.0\.2\.1/);
  await cli("revoke", idOf(stdout));
  expect(await start()).toMatch(/HOST: without a PASSPHRASE or a token/);
});
