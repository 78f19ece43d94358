import { existsSync, statSync, truncateSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { observe } from "./degraded.ts";
import { bytesOf, checkpoint, damage, HARMS, setAsideOf, soundness } from "./harm.ts";

const ALL = 400;
const PASSPHRASE = "hush";
let server: TestServer;
const { status, health, detail, grid, history, untilHistory } = observe(() => server, PASSPHRASE);

beforeEach(async () => {
  server = await startServer({ CLUSTERS: `main:${ALL}`, PASSPHRASE });
  const bot = startBot(server.url, { shardCount: ALL, secret: PASSPHRASE });
  await bot.tell(shardsIn("online", idsFrom(0, ALL)));
  await bot.tell(shardsIn("resuming", idsFrom(0, ALL, 2)));
  bot.close();
});
afterEach(() => server.dispose());

const saysSetAside = () => server.logs.find((line) => line["setAside"] !== undefined);

describe.each(HARMS)("a database with %s", (_, harm) => {
  test("under the running server is set aside as it is, and all that is live is written anew", async () => {
    await checkpoint(server.databasePath);
    await untilHistory("ok");
    const before = await grid();
    harm(server.databasePath);
    const harmed = bytesOf(server.databasePath);
    const { ino } = statSync(server.databasePath);
    expect((await health(1)).status).toBe(204);
    const answer = await until("a change is kept again", async () => {
      const pushed = await status(1, 4);
      expect([204, 503]).toContain(pushed.status);
      return pushed.status === 204 && saysSetAside() !== undefined;
    });
    expect(answer).toBe(true);
    const [aside = "", ...more] = setAsideOf(server.databasePath);
    expect(more).toEqual([]);
    expect(saysSetAside()).toMatchObject({ level: "error", setAside: aside });
    expect(statSync(aside).ino).toBe(ino);
    expect(bytesOf(aside).equals(harmed), "what was set aside is as it was found").toBe(true);
    await untilHistory("ok");
    const now = before?.with(1, "starting");
    expect(await grid()).toEqual(now);
    await server.kill();
    expect(soundness(server.databasePath)).toEqual(["ok", []]);
    await server.restart();
    expect(await grid()).toEqual(now);
    expect(await detail(1)).toMatchObject({ transitions: [{ from: "online", to: "starting" }] });
    expect(setAsideOf(server.databasePath)).toEqual([aside]);
  });

  test("at the start is set aside as it is, and history begins anew", async () => {
    await server.stop();
    harm(server.databasePath);
    const harmed = bytesOf(server.databasePath);
    await server.restart();
    expect(await history()).toBe("ok");
    const [aside = "", ...more] = setAsideOf(server.databasePath);
    expect(more).toEqual([]);
    expect(saysSetAside()).toMatchObject({ level: "error", setAside: aside });
    expect(bytesOf(aside).equals(harmed), "what was set aside is as it was found").toBe(true);
    expect((await status(3, 3)).status).toBe(204);
    await server.kill();
    expect(soundness(server.databasePath)).toEqual(["ok", []]);
    await server.restart();
    expect((await grid())?.slice(2, 4)).toEqual(["unknown", "online"]);
  });
});

test("a log of changes whose database is gone is set aside with what is left", async () => {
  await server.kill();
  const log = bytesOf(`${server.databasePath}-wal`);
  expect(log.length).toBeGreaterThan(0);
  truncateSync(server.databasePath, 0);
  await server.restart();
  const [aside = ""] = setAsideOf(server.databasePath);
  expect(bytesOf(`${aside}-wal`).equals(log)).toBe(true);
  expect(existsSync(aside)).toBe(true);
  expect((await status(3, 3)).status).toBe(204);
});

test("another program that moves the changes into the main file costs nothing", async () => {
  await checkpoint(server.databasePath);
  expect((await status(1, 4)).status).toBe(204);
  await untilHistory("ok");
  expect(setAsideOf(server.databasePath)).toEqual([]);
  await server.kill();
  expect(soundness(server.databasePath)).toEqual(["ok", []]);
  await server.restart();
  expect(await detail(1)).toMatchObject({
    transitions: [
      { from: "online", to: "starting" },
      { from: "unknown", to: "online" },
    ],
  });
});

test("damage that is only met when history is read has the same end", async () => {
  await server.stop();
  await server.restart();
  const { atime, mtime } = statSync(server.databasePath);
  damage(server.databasePath, "transitions");
  // As from a failing disk: no program wrote it, and no time tells of it.
  utimesSync(server.databasePath, atime, mtime);
  expect(await detail(1)).toMatchObject({ state: "online", transitions: [] });
  await until("the database is set aside", () => saysSetAside() !== undefined);
  await untilHistory("ok");
  expect((await status(1, 4)).status).toBe(204);
  expect(await detail(1)).toMatchObject({ transitions: [{ from: "online", to: "starting" }] });
});

test("a file that another program touches again and again is used on, and looked through no more", async () => {
  for (let time = 0; time < 6; time += 1) {
    const now = new Date(Date.now() - 60_000 + time * 1_000);
    utimesSync(server.databasePath, now, now);
    expect((await status(1, 3 + (time % 2))).status).toBe(204);
    await untilHistory("ok");
  }
  const said = server.logs.filter(({ code }) => code === "DATABASE_CHANGED");
  expect(said).toHaveLength(5);
  expect(server.logs).toContainEqual(
    expect.objectContaining({ level: "warn", msg: expect.stringMatching(/again and again/) }),
  );
  expect(setAsideOf(server.databasePath)).toEqual([]);
});
