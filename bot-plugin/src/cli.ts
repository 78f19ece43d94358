#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { startNodeAgent } from "./audio/agent.ts";
import { readAgentSettings, UsageError } from "./audio/agent-settings.ts";
import { AGENT_USAGE } from "./audio/agent-usage.ts";
import type { Logger } from "./options.ts";

const EXIT_WRONG_USAGE = 2;
const PARENT_EVERY_MS = 1_000;

const write = (stream: NodeJS.WriteStream, level: string) => (message: string) =>
  void stream.write(`${new Date().toISOString()} ${level} ${message.replace(/\s*[\r\n]+\s*/g, " ")}\n`);
const logger: Logger = {
  info: write(process.stdout, "info"),
  warn: write(process.stderr, "warn"),
  error: write(process.stderr, "error"),
};

const run = ([command, ...args]: readonly string[]): void => {
  if (command === "help" || [command, ...args].some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${AGENT_USAGE}\n`);
    return;
  }
  if (command !== "node-agent") throw new UsageError("there is node-agent, and nothing else");
  const readFile = (path: string) => readFileSync(path, "utf8");
  const { options, warnings } = readAgentSettings(args, { env: process.env, hostName: hostname(), readFile });
  for (const warning of warnings) logger.warn(`[shardlight] ${warning}`);
  const agent = startNodeAgent({ ...options, logger });
  const stop = () =>
    void agent.close().then(() => {
      logger.info("[shardlight] stopped");
      process.exit(0);
    });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  // npx that is told to stop stops alone, and tells no one. Besides, nothing of the agent keeps a process alive.
  const { ppid } = process;
  const isOrphan = () => process.env["npm_command"] === "exec" && process.ppid !== ppid;
  setInterval(() => isOrphan() && stop(), PARENT_EVERY_MS);
};

// Whoever read the log may be gone; the agent goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
try {
  run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\nnpx @shardlight/bot --help tells what there is.\n`);
  process.exitCode = EXIT_WRONG_USAGE;
}
