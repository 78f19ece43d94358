import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { idsFrom } from "../../support/bot.ts";
import { post } from "../../support/http.ts";
import { startProcess, startServer, temporaryDir } from "../../support/server.ts";
import { elapsed } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { expectSoundRows } from "./rows.ts";

const TIMES = measure({ short: 4, full: 40 });
/** From the file's first byte to the tables it is a few milliseconds. */
const MIGRATION_MS = 8;

/** Looks at every turn of the loop: a timer would come too late. */
const appears = async (path: string) => {
  while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
};

describe("a database that is not there yet", () => {
  test.each(idsFrom(0, TIMES))(
    "(%i) is made by the next server, when the first died while making it",
    async (time) => {
      const dir = temporaryDir();
      const env = { HOST: "127.0.0.1", PORT: "0", DATABASE_PATH: join(dir, "shardlight.db") };
      const first = startProcess(env, dir);
      await appears(env.DATABASE_PATH);
      await elapsed((MIGRATION_MS * time) / TIMES);
      first.signal("SIGKILL");
      await first.ended;
      const server = await startServer(env, dir);
      expect((await post(server.url, "/api/status/main/1/3")).status).toBe(204);
      await server.kill();
      expectSoundRows(env.DATABASE_PATH);
      expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
      await server.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  );
});
