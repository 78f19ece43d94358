import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { observe } from "./degraded.ts";

const run = (...args: readonly string[]) => spawnSync(args[0] ?? "", args.slice(1)).status === 0;

/** Mounts a file system of this size in memory; false where that is not allowed. */
const mount = (dir: string, size: string): boolean => {
  mkdirSync(dir, { recursive: true });
  return process.getuid?.() === 0 && run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", dir);
};

const mayMount = (() => {
  const dir = join(temporaryDir(), "disk");
  const isMounted = mount(dir, "64k");
  if (isMounted) run("umount", dir);
  rmSync(join(dir, ".."), { recursive: true });
  return isMounted;
})();

let server: TestServer | undefined;
let disk: string;
const { status, health, detail, grid, history, untilHistory } = observe(() => {
  if (server === undefined) throw new Error("there is no server");
  return server;
});

describe("on a disk of its own", () => {
  beforeEach(async ({ skip }) => {
    skip(!mayMount, "only root may mount a file system for this test");
    const dir = temporaryDir();
    disk = join(dir, "disk");
    mount(disk, "2m");
    server = await startServer({ CLUSTERS: "main:8", DATABASE_PATH: join(disk, "shardlight.db") }, dir);
  });
  afterEach(async () => {
    await server?.kill();
    if (mayMount) run("umount", disk);
    await server?.dispose();
  });

  test("that is full, the grid is live, changes get 503, and all is well once there is room", async () => {
    await status(0, 3);
    const filler = join(disk, "filler");
    expect(() => writeFileSync(filler, Buffer.alloc(4 * 1_024 * 1_024))).toThrow("ENOSPC");
    let pushes = 0;
    const answer = await until("a change cannot be kept", async () => {
      pushes += 1;
      const pushed = await status(1, 3 + (pushes % 2));
      return pushed.status === 204 ? undefined : pushed;
    });
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
    expect(await history()).toBe("degraded");
    expect((await health(0)).status).toBe(204);
    expect((await status(1, 1)).status).toBe(503);
    expect((await grid())?.slice(0, 2)).toEqual(["online", "unhealthy"]);
    rmSync(filler);
    await untilHistory("ok");
    expect((await status(1, 1)).status).toBe(204);
    await server?.kill();
    await server?.restart();
    const { state, transitions } = await detail(1);
    expect([state, transitions[0]?.to]).toEqual(["unhealthy", "unhealthy"]);
    expect((await grid())?.[0]).toBe("online");
  });

  test("that has no room to bring a deleted database back, all that is live is kept once there is room", async () => {
    await status(0, 3);
    const filler = join(disk, "filler");
    expect(() => writeFileSync(filler, Buffer.alloc(4 * 1_024 * 1_024))).toThrow("ENOSPC");
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(disk, `shardlight.db${suffix}`));
    await status(1, 4);
    await until("the log says that it is lost", () =>
      server?.logs.some(
        ({ level, msg }) => level === "error" && /could not be copied back/.test(String(msg)),
      ),
    );
    expect((await grid())?.slice(0, 2)).toEqual(["online", "starting"]);
    rmSync(filler);
    await untilHistory("ok");
    expect((await status(2, 2)).status).toBe(204);
    await server?.kill();
    await server?.restart();
    expect((await grid())?.slice(0, 3)).toEqual(["online", "starting", "offline"]);
  });

  test("that is read-only at the start, the grid is live, and what was kept comes back once it is not", async () => {
    await status(0, 3);
    await server?.stop();
    expect(run("mount", "-o", "remount,ro", disk)).toBe(true);
    await server?.restart();
    await untilHistory("degraded");
    expect((await status(1, 4)).status).toBe(503);
    expect((await grid())?.[1]).toBe("starting");
    expect(run("mount", "-o", "remount,rw", disk)).toBe(true);
    await untilHistory("ok");
    expect((await grid())?.slice(0, 2)).toEqual(["online", "starting"]);
    expect((await status(1, 4)).status).toBe(204);
    await server?.kill();
    await server?.restart();
    expect((await grid())?.slice(0, 2)).toEqual(["online", "starting"]);
  });
});
