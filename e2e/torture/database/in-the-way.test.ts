import { chmodSync, chownSync, mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { observe } from "./degraded.ts";

/** Debian's nobody. */
const NOBODY = 65_534;
let server: TestServer;
afterEach(() => server.dispose());
const { status, health, grid, history, untilHistory } = observe(() => server);

const saidRemedy = (code: string) =>
  until(`the log says what to do about ${code}`, () =>
    server.logs.find((line) => line["level"] === "error" && String(line["code"]).startsWith(code)),
  );

test("a folder in the database's place: the grid is live, the log says so, and it is well once that is gone", async () => {
  const dir = temporaryDir();
  const path = join(dir, "shardlight.db");
  mkdirSync(path);
  server = await startServer({ DATABASE_PATH: path, PASSPHRASE: "" }, dir);
  expect(await history()).toBe("degraded");
  expect(await saidRemedy("SQLITE_CANTOPEN")).toMatchObject({
    remedy: expect.stringMatching(/DATABASE_PATH/),
  });
  expect((await status(0, 3)).status).toBe(503);
  rmdirSync(path);
  await untilHistory("ok");
  expect((await status(0, 3)).status).toBe(204);
  await server.kill();
  await server.restart();
  expect((await grid())?.[0]).toBe("online");
});

describe.runIf(process.getuid?.() === 0)("a server of an unprivileged user", () => {
  /** Who may write the file and its folder. */
  const own = (uid: number) => {
    for (const path of [server.dir, server.databasePath]) chownSync(path, uid, uid);
  };

  test("that may not write the file: the grid is live, and it is well once it may", async ({ skip }) => {
    const dir = temporaryDir();
    chownSync(dir, NOBODY, NOBODY);
    server = await startServer({ LOG_LEVEL: "info" }, dir, { uid: NOBODY }).catch(() =>
      skip("another user may not read the built server here"),
    );
    expect((await status(0, 3)).status).toBe(204);
    await server.stop();
    own(0);
    chmodSync(server.databasePath, 0o444);
    chmodSync(dir, 0o555);
    await server.restart();
    await untilHistory("degraded");
    expect(await saidRemedy("SQLITE_")).toMatchObject({
      remedy: expect.stringMatching(/right to write|DATABASE_PATH/),
    });
    expect([(await status(0, 4)).status, (await status(1, 4)).status]).toEqual([503, 503]);
    expect((await health(1)).status).toBe(204);
    expect((await grid())?.[1]).toBe("starting");
    own(NOBODY);
    chmodSync(server.databasePath, 0o644);
    chmodSync(dir, 0o755);
    await untilHistory("ok");
    expect((await status(1, 4)).status).toBe(204);
    await server.kill();
    const kept = new Database(server.databasePath, { readonly: true });
    expect(kept.prepare("SELECT state FROM shards WHERE shard_id = 1").pluck().get()).toBe("starting");
    kept.close();
  });
});
