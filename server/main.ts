import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ConfigError, readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { serveShardlight } from "./serve.ts";

/** The bundle lies in `server/dist`. */
const ROOT_DIR = join(import.meta.dirname, "../..");

const dotEnv = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};

try {
  const config = readConfig({ ...dotEnv, ...process.env });
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
  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
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
