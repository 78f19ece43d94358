import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestServer, MIGRATIONS_DIR } from "../test-server.ts";
import { openDatabase } from "./open.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  path = join(dir, "test.db");
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = () => openDatabase(path, "normal", MIGRATIONS_DIR);
const serve = () => createTestServer({}, { open });
type TestServer = ReturnType<typeof serve>;

/** Another program's connection that holds the write lock. */
const lock = () => {
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  return () => {
    other.exec("COMMIT");
    other.close();
  };
};
const status = (server: TestServer, shard: number, state: number) =>
  server.app.request(`/api/status/main/${shard}/${state}`, { method: "POST" });

/** Turns the clock until the answer is there: an answer may wait for the database to come back. */
const answered = async <T>(server: TestServer, answer: Promise<T> | T): Promise<T> => {
  let result: { value: T } | undefined;
  Promise.resolve(answer).then((value) => {
    result = { value };
  });
  return vi.waitFor(() => {
    if (result === undefined) {
      server.clock.advance(100);
      throw new Error("not answered yet");
    }
    return result.value;
  });
};

test("what was answered is there after the process is gone", async () => {
  const server = serve();
  expect((await status(server, 5, 3)).status).toBe(204);
  const other = new Database(path, { readonly: true });
  expect(
    other.prepare("SELECT state FROM shards WHERE cluster = 'main' AND shard_id = 5").pluck().get(),
  ).toBe("online");
  expect(other.prepare("SELECT count(*) FROM transitions").pluck().get()).toBe(1);
  other.close();
});

test("pushes of the same moment share one transaction", async () => {
  const server = serve();
  const pushes = Array.from({ length: 50 }, (_, id) => status(server, id, 3));
  expect((await Promise.all(pushes)).every((answer) => answer.status === 204)).toBe(true);
  const other = new Database(path, { readonly: true });
  expect(other.prepare("SELECT count(DISTINCT at) FROM transitions").pluck().get()).toBe(1);
  expect(other.prepare("SELECT count(*) FROM transitions").pluck().get()).toBe(50);
  other.close();
});

test("a locked database: the grid goes on, changes get 503, and the retry is kept once it can be", async () => {
  const server = serve();
  await status(server, 5, 3);
  const release = lock();
  const refused = await answered(server, status(server, 5, 2));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(server.shards.read.state(server.shards.read.cluster("main"), 5)).toBe("offline");
  expect(await (await server.app.request("/readyz")).json()).toEqual({
    status: "ready",
    history: "degraded",
  });
  expect(server.feed.snapshot().monitor.history).toBe("degraded");
  expect((await server.app.request("/api/health/main/5", { method: "POST" })).status).toBe(204);

  release();
  expect((await answered(server, status(server, 5, 2))).status).toBe(204);
  expect(server.feed.snapshot().monitor.history).toBe("ok");
  const { transitions } = server.shards.read.detail(server.shards.read.cluster("main"), 5);
  expect(transitions.map(({ to }) => to)).toEqual(["offline", "online"]);
});

test("a lock that is short is waited for and nobody notices", async () => {
  const server = serve();
  await status(server, 5, 3);
  const release = lock();
  const push = status(server, 5, 2);
  await vi.waitFor(() => expect(server.keeper.isDegraded).toBe(true));
  release();
  expect((await answered(server, push)).status).toBe(204);
});

test("a database that opens late gives back its states, but not over what was heard meanwhile", async () => {
  const before = serve();
  await status(before, 5, 3);
  await status(before, 6, 3);
  before.close();
  let isAway = true;
  const server = createTestServer(
    {},
    {
      open: () => {
        if (isAway) throw Object.assign(new Error("away"), { code: "SQLITE_CANTOPEN" });
        return open();
      },
    },
  );
  expect((await answered(server, status(server, 6, 2))).status).toBe(503);
  isAway = false;
  expect((await answered(server, status(server, 6, 2))).status).toBe(204);
  const main = server.shards.read.cluster("main");
  expect([server.shards.read.state(main, 5), server.shards.read.state(main, 6)]).toEqual([
    "online",
    "offline",
  ]);
});

test("after a restart the states are there, heartbeats are accepted, and the time apart is told", async () => {
  const before = serve();
  await status(before, 5, 3);
  before.close();
  const server = createTestServer({}, { open, clock: before.clock });
  expect((await server.app.request("/api/health/main/5", { method: "POST" })).status).toBe(204);
  expect((await server.app.request("/api/health/main/6", { method: "POST" })).status).toBe(409);
});

test("a report that was kept before a restart is known after it", async () => {
  const before = serve();
  const main = before.shards.read.cluster("main");
  const report = (seq: number, state: "online" | "offline") => ({
    boot: "b",
    seq,
    shardCount: 60,
    shards: [{ id: 1, state }],
  });
  await before.shards.report(main, report(7, "online"));
  before.close();
  const server = serve();
  expect(await server.shards.report(main, report(6, "offline"))).toBe("stale");
  expect(await server.shards.report(main, report(7, "offline"))).toBe("duplicate");
  expect(server.shards.read.state(main, 1)).toBe("online");
});

test("a row that makes no sense is set aside and stops nothing", async () => {
  const before = serve();
  await status(before, 5, 3);
  await status(before, 6, 3);
  before.close();
  const other = new Database(path);
  other.exec(
    "UPDATE shards SET state = 'purple' WHERE shard_id = 5; UPDATE shards SET since_at = 'soon' WHERE shard_id = 7",
  );
  other.exec("INSERT INTO processes VALUES ('main', 'x', 'first', 9999999999999, 1, NULL)");
  other.close();
  const server = serve();
  const main = server.shards.read.cluster("main");
  expect([server.shards.read.state(main, 5), server.shards.read.state(main, 6)]).toEqual([
    "unknown",
    "online",
  ]);
  server.close();
  const after = new Database(path, { readonly: true });
  expect(after.prepare("SELECT source FROM set_aside ORDER BY source").pluck().all()).toEqual([
    "processes",
    "shards",
  ]);
  after.close();
});

test("rows of clusters that are not configured stay where they are", async () => {
  const before = serve();
  await status(before, 5, 3);
  before.close();
  createTestServer({ CLUSTERS: "other:3" }, { open }).close();
  const server = serve();
  expect(server.shards.read.state(server.shards.read.cluster("main"), 5)).toBe("online");
});

test("a very long fault costs history but no state", async () => {
  const server = serve();
  await status(server, 1, 3);
  const release = lock();
  const main = server.shards.read.cluster("main");
  await answered(server, status(server, 1, 2));
  for (let round = 0; round < 20_050; round += 1)
    server.shards.status(main, round % 60, round % 2 ? "online" : "starting").catch(() => {});
  release();
  server.clock.advance(1_000);
  await vi.waitFor(() => expect(server.keeper.isDegraded).toBe(false));
  const other = new Database(path, { readonly: true });
  const kept = other
    .prepare("SELECT state FROM shards WHERE cluster = 'main' ORDER BY shard_id")
    .pluck()
    .all();
  expect(kept).toEqual(Array.from({ length: 60 }, (_, id) => server.shards.read.state(main, id)));
  other.close();
});
