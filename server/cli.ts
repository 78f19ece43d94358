import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { runTokenCommand } from "./auth/cli.ts";
import { CommandError, TOKEN_USAGE } from "./auth/command.ts";
import { ConfigError, readConfig } from "./config.ts";
import { openDatabase } from "./db/open.ts";

/** The bundle lies in `server/dist`. */
const MIGRATIONS_DIR = join(import.meta.dirname, "../../migrations");
/** How long it waits for another program that holds the database. */
const PATIENCE_MS = 10_000;

const say = (text: string) => {
  if (text !== "") process.stdout.write(`${text}\n`);
};
const remark = (text: string) => process.stderr.write(`${text}\n`);

const faultsOf = (error: unknown): readonly string[] => {
  if (error instanceof ConfigError) return error.faults;
  if (error instanceof Error && "code" in error && /^SQLITE_/.test(String(error.code))) {
    return [`DATABASE_PATH: ${error.message} (${error.code}); was it held by another program for too long?`];
  }
  return [
    error instanceof CommandError ? error.message : error instanceof Error ? error.message : String(error),
  ];
};

const run = ([noun, ...args]: readonly string[]): void => {
  const isHelp =
    noun === undefined || noun === "help" || [noun, ...args].some((word) => /^(-h|--help)$/.test(word));
  if (isHelp) {
    say(TOKEN_USAGE);
    return;
  }
  if (noun !== "token") throw new CommandError(`there is token, and nothing else\n\n${TOKEN_USAGE}`);
  const dotEnv = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
  // A server that may not listen on its HOST yet needs its first token.
  const config = readConfig({ ...dotEnv, ...process.env }, () => "usable");
  const { db, close } = openDatabase(config.databasePath, {
    sync: config.databaseSync,
    migrationsDir: MIGRATIONS_DIR,
    patienceMs: PATIENCE_MS,
    staysPatient: true,
  });
  try {
    const { out, remarks } = runTokenCommand(args, {
      db,
      now: Date.now(),
      random: randomBytes,
      known: {
        clusters: config.clusters.map(({ name }) => name),
        pools: [...config.audio.pools.keys()],
      },
    });
    say(out);
    for (const line of remarks) remark(line);
    if (args[0] === "create") remark(`Kept in ${resolve(config.databasePath)}.`);
  } finally {
    close();
  }
};

try {
  run(process.argv.slice(2));
} catch (error) {
  for (const fault of faultsOf(error)) remark(fault);
  process.exitCode = 1;
}
