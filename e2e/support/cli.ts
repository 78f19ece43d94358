import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const COMMAND_LINE = join(import.meta.dirname, "../../server/launch/shardlight.mjs");

/** What a command said, and how it ended. */
export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `shardlight` with these words, settings and no others, in this folder. */
export const shardlight = async (
  words: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<Told> => {
  const child = spawn(process.execPath, [COMMAND_LINE, ...words], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  return { code, stdout: stdout.trim(), stderr };
};
