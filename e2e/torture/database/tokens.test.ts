import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shardlight } from "../../support/cli.ts";
import { post } from "../../support/http.ts";
import { startProcess, startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { removeAfterwards } from "../../support/temporary.ts";
import { until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { checkpoint, damage, HARMS, setAsideOf } from "./harm.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startServer({ CLUSTERS: "main:60" });
});
afterEach(() => server.dispose());

let pushes = 0;
/** Each push changes the state: what changes nothing is not written. */
const push = async (secret?: string) => {
  pushes += 1;
  const headers: Record<string, string> = secret === undefined ? {} : { Authorization: secret };
  return (await post(server.url, `/api/status/main/1/${3 + (pushes % 2)}`, { headers })).status;
};
const makeToken = async () => {
  const env = { CLUSTERS: "main:60", DATABASE_PATH: server.databasePath };
  const told = await shardlight(
    ["token", "create", "--scope", "report", "--cluster", "main"],
    env,
    server.dir,
  );
  expect(told, told.stderr).toMatchObject({ code: 0 });
  return told.stdout;
};
const garbleAt = (path: string) => writeFileSync(path, "no database at all. ".repeat(1_000));
const garble = () => garbleAt(server.databasePath);

describe("on a server with tokens alone", () => {
  test.each(HARMS.slice(0, measure({ short: 1, full: HARMS.length })))(
    "%s under it: the tokens work on, and nobody gets in without",
    async (_, harm) => {
      const token = await makeToken();
      expect([await push(token), await push()]).toEqual([204, 401]);
      await checkpoint(server.databasePath);
      harm(server.databasePath);
      await until("the database is set aside", async () => {
        expect([401, 503]).toContain(await push());
        expect([204, 503]).toContain(await push(token));
        return setAsideOf(server.databasePath).length === 1 && (await push(token)) === 204;
      });
      expect(await push()).toBe(401);
      await server.kill();
      await server.restart();
      expect([await push(token), await push()]).toEqual([204, 401]);
    },
  );

  test("garbage at the start: nobody gets in, now or after another start, until there is a new token", async () => {
    const token = await makeToken();
    await server.stop();
    garble();
    await server.restart();
    expect([await push(token), await push()]).toEqual([401, 401]);
    await server.kill();
    await server.restart();
    expect([await push(token), await push()]).toEqual([401, 401]);
    expect(server.logs).toContainEqual(
      expect.objectContaining({ level: "error", damaged: setAsideOf(server.databasePath) }),
    );
    const next = await makeToken();
    expect([await push(next), await push(token), await push()]).toEqual([204, 401, 401]);
    await server.kill();
    await server.restart();
    expect([await push(next), await push()]).toEqual([204, 401]);
  });

  test("a damaged file at the start whose tokens can be read: they work on", async () => {
    const token = await makeToken();
    await server.stop();
    damage(server.databasePath, "shards");
    await server.restart();
    await until("the token works", async () => (await push(token)) === 204);
    expect(setAsideOf(server.databasePath)).toHaveLength(1);
    expect(await push()).toBe(401);
    await server.kill();
    await server.restart();
    expect([await push(token), await push()]).toEqual([204, 401]);
  });

  test("a file that is set aside while the new one is not there yet lets nobody in either", async () => {
    await makeToken();
    await server.stop();
    renameSync(server.databasePath, `${server.databasePath}.corrupt-20260101T000000Z`);
    garbleAt(`${server.databasePath}.corrupt-20260101T000000Z`);
    await server.restart();
    expect(await push()).toBe(401);
  });

  test("another HOST is served where the file is damaged: the page, and nobody's pushes", async () => {
    const dir = removeAfterwards(temporaryDir());
    const path = join(dir, "test.db");
    garbleAt(path);
    // Nothing listens there: that it is tried shows that it may.
    const refused = startProcess({ HOST: "192.0.2.1", PORT: "0", DATABASE_PATH: path }, dir);
    expect((await refused.ended).code).toBe(1);
    expect(refused.stderr()).toMatch(/HOST: cannot listen on 192\.0\.2\.1/);
  });
});

describe("on a server on loopback without any secret", () => {
  test("a file that is damaged under it costs nobody the right to push, nor after another start", async () => {
    expect(await push()).toBe(204);
    await checkpoint(server.databasePath);
    garble();
    await until("the database is set aside", async () => {
      expect([204, 503]).toContain(await push());
      return setAsideOf(server.databasePath).length === 1 && (await push()) === 204;
    });
    await server.kill();
    await server.restart();
    expect(await push()).toBe(204);
  });

  test("garbage at the start may have held tokens: nobody gets in before it is moved elsewhere", async () => {
    expect(await push()).toBe(204);
    await server.stop();
    garble();
    await server.restart();
    expect(await push()).toBe(401);
    await server.stop();
    const [aside = ""] = setAsideOf(server.databasePath);
    renameSync(aside, join(server.dir, "elsewhere.db"));
    await server.restart();
    expect(await push()).toBe(204);
  });
});
