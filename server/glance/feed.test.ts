import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { createListeningServer } from "../links/test-link.ts";
import { openTestDatabase } from "../test-server.ts";

test("a viewer that comes once the database is open at last is greeted with what was kept", async () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  let isHeld = false;
  const open = () => {
    if (isHeld) throw Object.assign(new Error("held"), { code: "SQLITE_BUSY" });
    return openTestDatabase(join(dir, "test.db"));
  };
  const before = await createListeningServer({}, { open });
  await before.app.request("/api/status/main/7/3", { method: "POST" });
  await before.close();

  isHeld = true;
  const server = await createListeningServer({}, { open });
  const greeting = async (): Promise<object> => {
    const viewer = new WebSocket(`${server.url.replace("http", "ws")}/api/feed`);
    const [hello] = await once(viewer, "message");
    viewer.terminate();
    return JSON.parse(String(hello)).payload.main;
  };
  expect(await greeting()).toEqual({ len: 60 });
  isHeld = false;
  server.clock.advance(1_000);
  expect(await greeting()).toMatchObject({ len: 60, 7: { state: 3 } });
  await server.close();
  rmSync(dir, { recursive: true });
});
