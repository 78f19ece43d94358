import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { observe } from "./degraded.ts";

let server: TestServer;
const { status, health, detail, grid, history } = observe(() => server);

beforeEach(async () => {
  server = await startServer({ CLUSTERS: "main:12" });
});
afterEach(() => server.dispose());

/** Changes the stored rows while the server is away. */
const tamper = async (...statements: readonly string[]) => {
  const bot = startBot(server.url, { shardCount: 12 });
  await bot.tell(shardsIn("online", idsFrom(0, 12)));
  bot.close();
  await server.stop();
  const database = new Database(server.databasePath);
  for (const statement of statements) database.exec(statement);
  database.close();
  await server.restart();
};
const countSetAside = () => {
  const database = new Database(server.databasePath, { readonly: true });
  const [{ rows } = { rows: 0 }] = database
    .prepare<[], { rows: number }>("SELECT count(*) AS rows FROM set_aside")
    .all();
  database.close();
  return rows;
};

describe("a stored row that makes no sense", () => {
  test.each([
    ["a state that does not exist", "UPDATE shards SET state = 'purple' WHERE shard_id = 1"],
    ["an instant that is a word", "UPDATE shards SET since_at = 'soon' WHERE shard_id = 1"],
    ["an instant beyond all calendars", "UPDATE shards SET since_at = 9e18 WHERE shard_id = 1"],
    ["a negative timeout", "UPDATE shards SET timeout_ms = -1 WHERE shard_id = 1"],
    ["a blob for a state", "UPDATE shards SET state = x'00ff' WHERE shard_id = 1"],
  ])("(%s) is set aside with a log line, and the rest is there", async (_, statement) => {
    await tamper(statement);
    expect(await grid()).toEqual(["online", "unknown", ...Array.from({ length: 10 }, () => "online")]);
    expect(server.logs).toContainEqual(expect.objectContaining({ level: "warn", source: "shards" }));
    expect(countSetAside()).toBe(1);
    expect(await history()).toBe("ok");
    expect((await health(0)).status).toBe(204);
    expect((await status(1, 4)).status).toBe(204);
    await server.kill();
    await server.restart();
    expect((await grid())?.slice(0, 3)).toEqual(["online", "starting", "online"]);
  });

  test("stops nothing in any table, however many there are", async () => {
    await tamper(
      "UPDATE shards SET shard_id = -5 WHERE shard_id = 11",
      "UPDATE shards SET state = 7 WHERE shard_id = 10",
      "UPDATE processes SET seq = 'many'",
      "UPDATE transitions SET to_state = 'purple' WHERE shard_id = 2",
      "UPDATE transitions SET cause = 'magic', at = 'never' WHERE shard_id = 3",
      "UPDATE monitor SET alive_at = 'yesterday'",
    );
    expect((await grid())?.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => "online"));
    expect(await history()).toBe("ok");
    for (const id of [2, 3]) expect(await detail(id)).toMatchObject({ id, state: "online" });
    const bot = startBot(server.url, { shardCount: 12 });
    await bot.tell(shardsIn("resuming", [0, 2, 3]));
    bot.close();
    expect(await detail(2)).toMatchObject({ transitions: [{ from: "online", to: "resuming" }] });
  });

  test("of a cluster or a shard that is no longer configured stays where it is", async () => {
    await tamper(
      "INSERT INTO shards SELECT 'gone', shard_id, state, since_at, timeout_ms, boot, reason, is_stopped, NULL FROM shards",
    );
    expect((await grid())?.every((state) => state === "online")).toBe(true);
    await server.stop();
    await server.restart({ CLUSTERS: "gone:12;main:3" });
    expect(await grid()).toEqual(["online", "online", "online"]);
    await server.stop();
    await server.restart({ CLUSTERS: "main:12" });
    expect((await grid())?.every((state) => state === "online")).toBe(true);
  });
});
