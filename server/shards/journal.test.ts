import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestClock } from "../test-clock.ts";
import { createTestServer, openTestDatabase } from "../test-server.ts";

const SHARDS = 2_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shardlight-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const serve = (path: string, clock = createTestClock()) =>
  createTestServer({ CLUSTERS: `main:${SHARDS}` }, { open: () => openTestDatabase(path), clock });
const report = (seq: number, from: number, to: number) => ({
  boot: "a",
  seq,
  shardCount: SHARDS,
  shards: Array.from({ length: to - from }, (_, place) => ({ id: from + place, state: "online" as const })),
});

/**
 * A server on a disk so slow that each write fills a transaction, and what is on that disk once the first row of a
 * process is there: as a kill at that moment leaves it.
 */
const killedAfterFirstProcessRow = async (push: (server: ReturnType<typeof serve>) => void) => {
  const path = join(dir, "slow.db");
  const clock = createTestClock();
  let passed = 0;
  let stepMs = 0;
  const monotonic = () => {
    passed += stepMs;
    return clock.monotonic() + passed;
  };
  const slow = { ...clock, monotonic };
  const server = serve(path, slow);
  await nextTurn();
  await nextTurn();
  stepMs = 25;
  push(server);
  const other = new Database(path);
  while (other.prepare("SELECT 1 FROM processes").get() === undefined) await nextTurn();
  const copy = join(dir, "copy.db");
  other.exec(`VACUUM INTO '${copy}'`);
  other.close();
  return serve(copy);
};

test("a report of many shards that was cut off by a kill is taken when it is sent again", async () => {
  const second = report(2, 1_000, 2_000);
  const after = await killedAfterFirstProcessRow((server) => {
    const main = server.shards.read.cluster("main");
    server.shards.report(main, report(1, 0, 1_000)).catch(() => {});
    server.shards.report(main, second).catch(() => {});
  });
  const main = after.shards.read.cluster("main");
  expect(await after.shards.report(main, second)).toBe("accepted");
  expect(after.shards.read.totals(main).states.online).toBe(SHARDS);
});

test("a goodbye that was cut off by a kill is taken when it is sent again, with all its transitions", async () => {
  const after = await killedAfterFirstProcessRow((server) => {
    const main = server.shards.read.cluster("main");
    server.shards.report(main, report(1, 0, 1_000)).catch(() => {});
    server.shards.goodbye(main, "a").catch(() => {});
  });
  const main = after.shards.read.cluster("main");
  await after.shards.goodbye(main, "a");
  expect(after.shards.read.totals(main)).toMatchObject({ stopped: 1_000 });
  for (const id of [0, 499, 500, 999]) {
    expect(after.shards.read.detail(main, id).transitions.map(({ to }) => to)).toEqual([
      "offline",
      "stopping",
      "online",
    ]);
  }
});

test("a stale report is acknowledged only once what overtook it is kept", async () => {
  const path = join(dir, "locked.db");
  const server = serve(path);
  const main = server.shards.read.cluster("main");
  await nextTurn();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const refused = [
    server.shards.report(main, report(5, 0, 1)),
    server.shards.report(main, report(6, 1, 2)),
  ].map((push) =>
    push.then(
      () => "answered",
      () => "refused",
    ),
  );
  await nextTurn();
  server.clock.advance(1_500);
  expect(await Promise.all(refused)).toEqual(["refused", "refused"]);
  const again = server.shards.report(main, report(5, 0, 1)).then(
    () => "answered",
    () => "refused",
  );
  server.clock.advance(500);
  expect(await again).toBe("refused");
  other.close();
});

test("a write that the database refuses is not answered as kept", async () => {
  const path = join(dir, "refusing.db");
  const server = serve(path);
  await nextTurn();
  const other = new Database(path);
  other.exec("CREATE TRIGGER no BEFORE INSERT ON transitions BEGIN SELECT raise(abort, 'no'); END");
  other.close();
  const answer = await server.app.request("/api/status/main/0/3", { method: "POST" });
  expect(answer.status).toBe(500);
  expect((await server.app.request("/api/health/main/0", { method: "POST" })).status).toBe(204);
});

test("a start with an owner for each of 33,000 shards loads", () => {
  const path = join(dir, "owners.db");
  openTestDatabase(path).close();
  const other = new Database(path);
  other.exec(
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 33000) " +
      "INSERT INTO shards SELECT 'main', i, 'online', 1, 30000, 'b' || i, NULL, 0, NULL FROM n",
  );
  other.close();
  const server = serve(path);
  expect(server.keeper.isDegraded).toBe(false);
  expect(server.shards.read.totals(server.shards.read.cluster("main")).states.online).toBe(SHARDS);
});

test("boots that are put back late come before those that were seen meanwhile", async () => {
  const path = join(dir, "late.db");
  const before = serve(path);
  const main = before.shards.read.cluster("main");
  await before.shards.report(main, { ...report(1, 0, 1), boot: "old" });
  before.close();
  let isAway = true;
  const clock = createTestClock(before.clock.wall() + 60_000);
  const server = createTestServer(
    { CLUSTERS: `main:${SHARDS}` },
    {
      clock,
      open: () => {
        if (isAway) throw Object.assign(new Error("away"), { code: "SQLITE_CANTOPEN" });
        return openTestDatabase(path);
      },
    },
  );
  server.shards.report(main, { ...report(1, 0, 1), boot: "new" }).catch(() => {});
  isAway = false;
  clock.advance(500);
  await server.shards.report(main, { ...report(2, 0, 1), boot: "old" });
  await server.shards.goodbye(main, "old");
  expect(server.shards.read.state(main, 0)).toBe("online");
});
