import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BUILT_SERVER = join(import.meta.dirname, "../../server/dist/main.js");
const START_PATIENCE_MS = 15_000;

/** One JSON line of the server's log; `text` holds a line that is no JSON. */
export type LogLine = Readonly<Record<string, unknown>>;

/** How a server's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server that was started and may not listen yet, or never will. */
export interface ServerProcess {
  readonly pid: number;
  /** All lines of its standard output so far. */
  readonly logs: readonly LogLine[];
  readonly stderr: () => string;
  /** Resolves with the address it listens on; rejects where it ends or stays silent instead. */
  readonly listening: Promise<string>;
  readonly ended: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
}

/** A running server with a database of its own in a folder of its own. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logs: readonly LogLine[];
  readonly stderr: () => string;
  readonly dir: string;
  readonly databasePath: string;
  /** How the process that runs now ends. */
  readonly ended: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM; resolves once the process has ended. */
  stop(): Promise<Exit>;
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<Exit>;
  /** Starts again on the same port and database; the process must have ended. */
  restart(env?: Record<string, string>): Promise<void>;
  /** SIGKILL where it still runs, and removes its folder. */
  dispose(): Promise<void>;
}

const parseLine = (line: string): LogLine => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as LogLine) : { text: line };
  } catch {
    return { text: line };
  }
};

/** What the system lets the server do; as much as this process by default. */
export interface Rights {
  /** The user whose rights it has. */
  readonly uid?: number;
  /** How many files it may have open. */
  readonly openFiles?: number;
}

/** Starts the built server with these settings and no others. */
export const startProcess = (
  env: Record<string, string>,
  cwd: string,
  rights: Rights = {},
): ServerProcess => {
  const { uid, openFiles } = rights;
  const limited = ["-c", `ulimit -n ${openFiles}; exec "$0" "$@"`, process.execPath, BUILT_SERVER];
  const [command, args] = openFiles === undefined ? [process.execPath, [BUILT_SERVER]] : ["/bin/sh", limited];
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const { stdout, stderr, pid } = child;
  if (stdout === null || stderr === null || pid === undefined) throw new Error("the server did not start");
  const logs: LogLine[] = [];
  let errors = "";
  stderr.on("data", (text) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code, signal]): Exit => ({ code, signal }));
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the server ${why}\n${errors}\n${JSON.stringify(logs)}`));
    const patience = setTimeout(() => fail("did not listen in time"), START_PATIENCE_MS);
    createInterface({ input: stdout }).on("line", (line) => {
      const entry = parseLine(line);
      logs.push(entry);
      if (typeof entry["url"] !== "string" || !String(entry["msg"]).startsWith("listening")) return;
      clearTimeout(patience);
      resolve(entry["url"]);
    });
    ended.then(() => {
      clearTimeout(patience);
      fail("ended before it listened");
    });
  });
  listening.catch(() => {});
  return { pid, logs, stderr: () => errors, listening, ended, signal: (signal) => child.kill(signal) };
};

/** A new folder that is empty. */
export const temporaryDir = (): string => mkdtempSync(join(tmpdir(), "shardlight-"));

/**
 * Starts the built server on a free port of 127.0.0.1 and waits until it listens.
 * @param env settings as in `.env.sample`
 * @param dir its folder and working directory; a new one by default
 */
export const startServer = async (
  env: Record<string, string> = {},
  dir: string = temporaryDir(),
  rights: Rights = {},
): Promise<TestServer> => {
  const databasePath = env["DATABASE_PATH"] ?? join(dir, "shardlight.db");
  const start = (more: Record<string, string>) =>
    startProcess({ HOST: "127.0.0.1", PORT: "0", DATABASE_PATH: databasePath, ...env, ...more }, dir, rights);
  let current = start({});
  const url = await current.listening;
  const port = Number(new URL(url).port);
  const end = (signal: NodeJS.Signals) => {
    current.signal(signal);
    return current.ended;
  };
  return {
    url,
    port,
    dir,
    databasePath,
    get pid() {
      return current.pid;
    },
    get logs() {
      return current.logs;
    },
    stderr: () => current.stderr(),
    get ended() {
      return current.ended;
    },
    signal: (signal) => current.signal(signal),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    restart: async (more = {}) => {
      current = start({ ...more, PORT: String(port) });
      await current.listening;
    },
    dispose: async () => {
      await end("SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
