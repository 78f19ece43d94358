import { renameSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD } from "../../../server/music/test-bot.ts";
import { from } from "../../support/http.ts";
import { until } from "../../support/until.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
const HOME = "127.0.0.2";

let panel: Panel;
beforeAll(async () => {
  panel = await openPanel();
});
afterAll(() => panel?.close());

type Headers = Record<string, string>;
const send = (headers: Headers, method: string, path: string, body?: object, address = HOME) =>
  panel.ask(path, { method, headers, agent: from(address), ...(body && { body: JSON.stringify(body) }) });

test("a backup that is put in the database's place brings back no session, no key and no open door", async () => {
  const [dj, manager] = [await panel.come("dj"), await panel.come("manager")];
  const make = async () => send(manager, "POST", `${AT}/keys`, { label: "x", scope: "control" });
  const { id, key } = (await make()).json<{ id: string; key: string }>();
  const revoked = { authorization: `Bearer ${key}` };

  const { databasePath, dir } = panel.server;
  const backup = join(dir, "backup.db");
  const live = new Database(databasePath);
  await live.backup(backup);
  live.close();

  expect((await send(manager, "PUT", `${AT}/allow-list`, { networks: [HOME] })).status).toBe(200);
  expect((await send(manager, "DELETE", `${AT}/keys/${id}`)).status).toBe(204);
  expect((await send(dj, "POST", "/auth/sign-out")).status).toBe(204);
  renameSync(backup, databasePath);
  const made = await until("a change is kept again", async () => {
    const answer = await make();
    return answer.status === 201 && answer;
  });
  const standing = { authorization: `Bearer ${made.json<{ key: string }>().key}` };
  await until("history is well", async () => (await panel.ask("/readyz")).status === 200);
  await panel.server.kill();
  await panel.server.restart(panel.settings);

  expect((await send(revoked, "GET", `${AT}/status`)).status).toBe(401);
  expect((await send(dj, "GET", `${AT}/status`)).status).toBe(401);
  // The bot is not back yet.
  expect((await send(standing, "GET", `${AT}/status`)).status).toBe(503);
  expect((await send(manager, "GET", `${AT}/status`)).status).toBe(503);
  expect((await send(standing, "GET", `${AT}/status`, undefined, "127.0.0.3")).status).toBe(403);
});
