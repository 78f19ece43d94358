import { join } from "node:path";
import { assemble } from "./assemble.ts";
import type { Probe } from "./audio/vigil.ts";
import { readConfig } from "./config.ts";
import type { Open } from "./db/access.ts";
import type { ServerConnection } from "./db/open.ts";
import { openSound, type Trust } from "./db/sound.ts";
import { createLog } from "./log.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

const MIGRATIONS_DIR = join(import.meta.dirname, "../migrations");

/** Opens a database file, migrated. */
export const openTestDatabase = (path: string, trust: Trust = "trusted"): ServerConnection =>
  openSound(
    path,
    { sync: "normal", migrationsDir: MIGRATIONS_DIR, patienceMs: 0, log: createLog("silent") },
    trust,
  );

const NO_ASSETS = {
  script: "/assets/main.js",
  preloads: [],
  nodesPreloads: [],
  player: { preloads: [], styles: [] },
  styles: [],
  icons: { up: "/up.svg", down: "/down.svg", changing: "/changing.svg", unknown: "/unknown.svg" },
};

/**
 * The real server without its socket, on a clock turned by hand and a database of the test's choice.
 * @param env settings, as in `.env.sample`
 */
export const createTestServer = (
  env: Record<string, string> = {},
  given: {
    readonly open?: Open;
    readonly clock?: TestClock;
    readonly fetch?: typeof fetch;
    readonly probe?: Probe;
  } = {},
) => {
  const clock = given.clock ?? createTestClock();
  const server = assemble({
    config: readConfig({ CLUSTERS: "main:60;patron_1:6", DATABASE_PATH: ":memory:", ...env }),
    log: createLog("silent"),
    clock,
    open: given.open ?? (() => openTestDatabase(":memory:")),
    assets: NO_ASSETS,
    webDistDir: import.meta.dirname,
    fetch: given.fetch ?? fetch,
    probe: given.probe ?? (async () => ({ kind: "unreachable", detail: "ECONNREFUSED" })),
  });
  server.start();
  return { ...server, clock };
};
