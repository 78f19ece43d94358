import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { peekTokens } from "./auth/peek.ts";
import { ConfigError, readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { serveShardlight } from "./serve.ts";

/** The bundle lies in `server/dist`. */
const ROOT_DIR = join(import.meta.dirname, "../..");

/** Signals this close together are one wish to stop. */
const SAME_SIGNAL_MS = 2_000;

const canRead = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const dotEnv = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};

try {
  const peek = (path: string) => peekTokens(path, Date.now());
  const config = readConfig({ ...dotEnv, ...process.env }, peek, canRead);
  const log = createLog(config.logLevel);
  for (const note of config.notes) log.info(note);
  const server = await serveShardlight({
    config,
    log,
    webDistDir: join(ROOT_DIR, "web/dist"),
    migrationsDir: join(ROOT_DIR, "migrations"),
  });
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "stopping on a bug; what was answered is kept");
    process.exit(1);
  });
  let stoppingSince: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // npm passes on the Ctrl-C that the terminal has sent already; only a later one means it.
      if (stoppingSince !== null && performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      if (stoppingSince !== null) return;
      stoppingSince = performance.now();
      log.info({ signal }, "stopping");
      server.stop().then(() => {
        log.info("stopped");
        process.exit(0);
      });
    });
  }
} catch (error) {
  const faults =
    error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
  process.stderr.write(`Shardlight cannot start:\n${faults.map((fault) => `  ${fault}\n`).join("")}`);
  process.exit(1);
}
