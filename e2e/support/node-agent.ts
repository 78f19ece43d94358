import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Exit } from "./server.ts";

const BUILT_COMMAND = join(import.meta.dirname, "../../bot-plugin/dist/cli.js");

/** An audio node's agent as a process of its own. */
export interface AgentProcess {
  readonly pid: number;
  /** All that it wrote, errors too. */
  readonly output: () => string;
  readonly ended: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL where it still runs; resolves once it is gone. */
  kill(): Promise<Exit>;
}

/** Starts the built `node-agent` with these variables and no others. */
export const startAgent = (
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): AgentProcess => {
  const child = spawn(process.execPath, [BUILT_COMMAND, "node-agent", ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the agent did not start");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]): Exit => ({ code, signal }));
  return {
    pid,
    output: () => output,
    ended,
    signal: (signal) => child.kill(signal),
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
};
