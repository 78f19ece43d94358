import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { ShardState } from "#protocol/state.ts";
import { idsFrom, startBot } from "../../support/bot.ts";
import { ask, post, read } from "../../support/http.ts";
import { startServer, temporaryDir } from "../../support/server.ts";
import { removeAfterwards } from "../../support/temporary.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { openHouse, PASSPHRASE } from "./house.ts";
import { knock } from "./knock.ts";
import { allRoutes, LOGO, METHODS } from "./routes.ts";

const serve = async (env: Record<string, string>, dir?: string) => {
  const server = await startServer(env, dir);
  onTestFinished(server.dispose);
  return server;
};

const SQL = [
  "'; DROP TABLE shards; --",
  '"; DELETE FROM transitions; --',
  "`state`",
  "1 OR 1=1",
  "x' UNION SELECT hash, token_id, 1 FROM token_secrets --",
  "(SELECT group_concat(hash) FROM token_secrets)",
  "%' AND randomblob(100000000) AND '%",
];

test("CVE-2021-39165 and drizzle CVE-2026-39356, SQL from a name: no part of a path, a query or a report is read as SQL, and all of it comes back as it was said", async () => {
  const house = await openHouse();
  onTestFinished(house.dispose);
  const { url } = house.server;
  const authorization = `Bearer ${PASSPHRASE}`;
  const [first = ""] = SQL;
  const body = (seq: number, shards: readonly object[]) =>
    JSON.stringify({ boot: "b", seq, shardCount: 60, shards, process: { label: first } });
  const shards = SQL.map((reason, id) => ({ id, state: "unhealthy", reason }));
  const path = "/api/v1/clusters/main/reports";
  expect((await post(url, path, { headers: { authorization }, body: body(1, shards) })).status).toBe(200);
  const rows = house.rows();
  const plain = await knock(url, "/api/v1/clusters/main/shards/1");
  for (const text of SQL) {
    const evil = encodeURIComponent(text);
    for (const name of ["sort", "order", "filter", "limit", "offset", "q", "fields", "where"]) {
      const sorted = await knock(url, `/api/v1/clusters/main/shards/1?${name}=${evil}&${evil}=1`);
      expect(sorted.json<{ id: number }>().id).toBe(plain.json<{ id: number }>().id);
    }
    for (const route of allRoutes())
      for (const method of ["GET", "POST", "DELETE"] as const) {
        const answer = await knock(url, `${route.pathIn(evil)}?${evil}`, {
          method,
          headers: { authorization },
        });
        expect(answer.status, `${method} ${route.pathIn(evil)}`).toBeLessThan(500);
        expect(answer.text).not.toMatch(/SQLITE|syntax error|[\da-f]{64}/);
      }
    const boot = await post(url, path, {
      headers: { authorization },
      body: body(2, []).replace('"b"', JSON.stringify(text)),
    });
    expect(boot.status).toBe(400);
  }
  expect(house.rows()).toBe(rows);
  await house.server.kill();
  await house.server.restart();
  for (const { id, reason } of shards)
    expect(await read(url, `/api/v1/clusters/main/shards/${id}`)).toMatchObject({
      reason,
      transitions: [{ reason }],
    });
});

test("Gatus #1268, results mixed by a buffer that is used again: what many processes of two clusters say at once is told of the shard, the cluster and the reason that each meant", async () => {
  const [shardCount, perBot] = [64, 8];
  const server = await serve({ CLUSTERS: `main:${shardCount};twin:${shardCount}` });
  const bots = ["main", "twin"].flatMap((cluster) =>
    idsFrom(0, shardCount, perBot).map((from) => ({
      cluster,
      ids: idsFrom(from, from + perBot),
      bot: startBot(server.url, { cluster, shardCount }),
    })),
  );
  onTestFinished(() => {
    for (const { bot } of bots) bot.close();
  });
  const words = fc.array(
    fc.record({
      place: fc.nat(bots.length - 1),
      state: fc.constantFrom<ShardState>("unhealthy", "starting", "resuming", "stopping", "online"),
      padding: fc.nat(150),
    }),
    { minLength: 12, maxLength: 40 },
  );
  const meant = new Map<string, object>();
  let said = 0;
  await fc.assert(
    fc.asyncProperty(words, async (reports) => {
      const told = reports.map(({ place, state, padding }) => {
        const { cluster = "", ids = [], bot } = bots[place] ?? {};
        said += 1;
        const shards = ids.map((id) => ({
          id,
          state,
          reason: `${cluster} ${id} ${said} ${"x".repeat(padding)}.`,
          guilds: said * 100 + id,
        }));
        for (const shard of shards) meant.set(`${cluster} ${shard.id}`, shard);
        return bot?.report(shards);
      });
      for (const answer of await Promise.all(told)) expect(answer?.status).toBe(200);
      for (const cluster of ["main", "twin"]) {
        const list = await read<{ shards: { id: number }[] }>(
          server.url,
          `/api/v1/clusters/${cluster}/shards`,
        );
        for (const shard of list.shards)
          expect(shard).toMatchObject(meant.get(`${cluster} ${shard.id}`) ?? { state: "unknown" });
      }
    }),
    { numRuns: measure({ short: 15, full: 300 }) },
  );
});

test("CVE-2021-39172, CVE-2021-39173 and CVE-2021-39174, settings from the web: no request writes a file, and a setting that names another is not worked out", async () => {
  const dir = removeAfterwards(temporaryDir());
  mkdirSync(dir, { recursive: true });
  const dotEnv = `BRAND_NAME="\${PASSPHRASE} $PASSPHRASE \${DATABASE_PATH:-x} $(id) \\$\{HOME}"\nPASSPHRASE=${PASSPHRASE}\nBRAND_LOGO=${LOGO}\n`;
  writeFileSync(join(dir, ".env"), dotEnv);
  const server = await serve({ DATABASE_PATH: "data/kept.db" }, dir);
  const page = await ask(server.url, "/");
  expect(page.text).toContain(`\${PASSPHRASE} $PASSPHRASE \${DATABASE_PATH:-x} $(id)`);
  expect(page.text).not.toContain(PASSPHRASE);
  const files = () => readdirSync(dir, { recursive: true, encoding: "utf8" }).sort();
  const changedAt = () => statSync(join(dir, ".env")).mtimeMs;
  const before = { files: files(), changedAt: changedAt() };
  const newline = encodeURIComponent("x\nPASSPHRASE=taken\nHOST=0.0.0.0");
  const body = JSON.stringify({
    BRAND_NAME: "x\nPASSPHRASE=taken",
    settings: { PASSPHRASE: "taken" },
    config: "x\nPASSPHRASE=taken",
  });
  for (const route of allRoutes())
    for (const method of METHODS.slice(3))
      await knock(server.url, `${route.pathIn("main")}?config=${newline}&PASSPHRASE=taken`, {
        method,
        headers: { authorization: PASSPHRASE },
        body,
      });
  expect({ files: files(), changedAt: changedAt() }).toEqual(before);
  expect(readFileSync(join(dir, ".env"), "utf8")).toBe(dotEnv);
  expect((await post(server.url, "/api/health/main/1", { headers: { authorization: "taken" } })).status).toBe(
    401,
  );
});

test("Shardlight's one outgoing address (the class of HC's and OpenStatus 9d2cdc049's SSRF): where it answers with a redirect, nothing is sent to where that points", async () => {
  const reached: string[] = [];
  const inner = createServer(({ url = "" }, answer) => {
    reached.push(url);
    answer.end("{}");
  });
  const asked: string[] = [];
  const outer = createServer(({ method = "", url = "" }, answer) => {
    asked.push(`${method} ${url}`);
    const { port } = inner.address() as AddressInfo;
    answer.writeHead(307, { Location: `http://127.0.0.1:${port}/latest/meta-data/` }).end();
  });
  for (const server of [inner, outer]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
  }
  const { port } = outer.address() as AddressInfo;
  const server = await serve({
    DISCORD_MIRROR_WEBHOOK: `http://127.0.0.1:${port}/api/webhooks/1289460000000000001/s3cret-of-the-webhook`,
  });
  await until("the webhook was asked", () => asked.length > 0);
  await until("its trouble is said", () => JSON.stringify(server.logs).includes("Discord"));
  await elapsed(200);
  expect(reached).toEqual([]);
  expect(JSON.stringify(server.logs)).not.toContain("s3cret");
});
