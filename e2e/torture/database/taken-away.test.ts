import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { observe } from "./degraded.ts";
import { setAsideOf, soundness } from "./harm.ts";

let server: TestServer;
const { status, detail, grid, untilHistory } = observe(() => server);
const SIDES = ["", "-wal", "-shm"];
const remove = (...suffixes: readonly string[]) => {
  for (const suffix of suffixes) rmSync(`${server.databasePath}${suffix}`);
};

beforeEach(async () => {
  const dir = temporaryDir();
  server = await startServer({ CLUSTERS: "main:60", DATABASE_PATH: join(dir, "data/shardlight.db") }, dir);
  const bot = startBot(server.url, { shardCount: 60 });
  await bot.tell(shardsIn("online", idsFrom(0, 60)));
  bot.close();
});
afterEach(() => server.dispose());

/** Everything that was answered, before and after the files went, is there after the process is gone. */
const expectAllKept = async () => {
  const now = await grid();
  await server.kill();
  expect(soundness(server.databasePath)).toEqual(["ok", []]);
  await server.restart();
  expect(await grid()).toEqual(now);
  expect(await detail(1)).toMatchObject({
    transitions: [
      { from: "online", to: "starting" },
      { from: "unknown", to: "online" },
    ],
  });
  expect(await detail(2)).toMatchObject({ transitions: [{ from: "unknown", to: "online" }] });
};

describe("files that are deleted under the running server", () => {
  test.each<[string, () => void]>([
    ["the database", () => remove("")],
    ["its log of changes", () => remove("-wal")],
    ["the database and its log", () => remove("", "-wal")],
    ["all of it", () => remove(...SIDES)],
    ["the whole folder", () => rmSync(dirname(server.databasePath), { recursive: true })],
  ])("(%s) are back with all they held before the next change is answered", async (_, take) => {
    take();
    expect((await status(1, 4)).status).toBe(204);
    expect(server.logs).toContainEqual(expect.objectContaining({ code: "DATABASE_MOVED", level: "error" }));
    await expectAllKept();
    expect(
      readdirSync(dirname(server.databasePath)).filter((name) => !/db(?:-wal|-shm)?$/.test(name)),
    ).toEqual([]);
  });

  test.runIf(measure({ short: 0, full: 1 }))("are back within some seconds without any change", async () => {
    remove(...SIDES);
    await until("the database is back", () => existsSync(server.databasePath));
    await untilHistory("ok");
    expect((await status(1, 4)).status).toBe(204);
    await expectAllKept();
  });

  test("are back after a stop", async () => {
    expect((await status(1, 4)).status).toBe(204);
    remove(...SIDES);
    await server.stop();
    await server.restart();
    await expectAllKept();
  });
});

describe("another file in the database's place", () => {
  const restoreFrom = async (copy: string) => {
    const other = new Database(server.databasePath);
    await other.backup(copy);
    other.close();
  };

  test("moved there is used from now on, what was there before is kept beside it, and all that is live is written", async () => {
    const copy = join(server.dir, "backup.db");
    await restoreFrom(copy);
    expect((await status(2, 4)).status).toBe(204);
    renameSync(copy, server.databasePath);
    expect((await status(1, 4)).status).toBe(204);
    await untilHistory("ok");
    const now = await grid();
    const beside = readdirSync(dirname(server.databasePath)).filter((name) => name.includes(".replaced-"));
    expect(beside).toHaveLength(1);
    const before = new Database(join(dirname(server.databasePath), beside[0] ?? ""), { readonly: true });
    expect(before.prepare("SELECT to_state FROM transitions WHERE shard_id = 2").pluck().all()).toEqual([
      "online",
      "starting",
    ]);
    before.close();
    await server.kill();
    expect(soundness(server.databasePath)).toEqual(["ok", []]);
    await server.restart();
    expect(await grid()).toEqual(now);
    expect(await detail(1)).toMatchObject({ transitions: [{ to: "starting" }, { to: "online" }] });
  });

  test("copied over it is used or set aside, and all that is live is written", async () => {
    const copy = join(server.dir, "backup.db");
    await restoreFrom(copy);
    expect((await status(2, 4)).status).toBe(204);
    copyFileSync(copy, server.databasePath);
    await until("a change is kept again", async () => (await status(1, 4)).status === 204);
    await untilHistory("ok");
    const now = await grid();
    expect(now?.slice(0, 4)).toEqual(["online", "starting", "starting", "online"]);
    await server.kill();
    expect(soundness(server.databasePath)).toEqual(["ok", []]);
    await server.restart();
    expect(await grid()).toEqual(now);
    expect(setAsideOf(server.databasePath).length).toBeLessThan(2);
  });
});
