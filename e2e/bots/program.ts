import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Inbox } from "../support/inbox.ts";

/** The programs of this folder. */
export type ProgramName =
  | "bot"
  | "leaver"
  | "music-bot"
  | "light-music-bot"
  | "panel-bot"
  | "sharding-manager"
  | "hybrid-manager";

/** What a program is told, by environment. */
export interface ProgramSettings {
  readonly discordRest: string;
  readonly token: string;
  readonly shardCount: number;
  /** The shards that it runs itself; a manager shares out all of them. */
  readonly shards?: readonly number[];
  readonly shardlightUrl: string;
  readonly shardlightToken?: string;
  readonly cluster?: string;
  readonly label?: string;
  readonly intervalMs?: number;
  readonly heartbeatIntervalMs?: number;
  /** Further settings, such as `MANAGER_MODE`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** What a program says; which fields are there depends on what it says. */
export interface ProgramMessage {
  readonly bot?: string;
  readonly boot?: string;
  readonly manager?: string;
  readonly shardId?: number;
  readonly shardIds?: readonly number[];
  readonly pid?: number;
  readonly heapBytes?: number;
  readonly cpuMs?: number;
  readonly guildIds?: readonly string[];
  /** Of an order that has an answer: its number, what came of it, or why nothing did. */
  readonly call?: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** A program of this folder that runs in a process of its own. It ends when this process does. */
export interface Program {
  readonly pid: number;
  readonly inbox: Inbox<ProgramMessage>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Everything that it printed so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  order(order: string, more?: Readonly<Record<string, unknown>>): void;
}

const environmentOf = (settings: ProgramSettings): Record<string, string | undefined> => ({
  PATH: process.env["PATH"],
  BOT_DISCORD_REST: settings.discordRest,
  BOT_TOKEN: settings.token,
  BOT_SHARDS: settings.shards === undefined ? undefined : JSON.stringify(settings.shards),
  BOT_SHARD_COUNT: String(settings.shardCount),
  BOT_HEARTBEAT_MS: settings.heartbeatIntervalMs?.toString(),
  SHARDLIGHT_URL: settings.shardlightUrl,
  SHARDLIGHT_TOKEN: settings.shardlightToken,
  SHARDLIGHT_CLUSTER: settings.cluster,
  SHARDLIGHT_LABEL: settings.label,
  SHARDLIGHT_INTERVAL_MS: settings.intervalMs?.toString(),
  ...settings.env,
});

/** Starts a program; its output is kept, not shown. */
export const startProgram = (name: ProgramName, settings: ProgramSettings): Program => {
  const child = fork(join(import.meta.dirname, `${name}.mjs`), {
    env: environmentOf(settings),
    execArgv: [...(settings.nodeOptions ?? [])],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  const inbox = new Inbox<ProgramMessage>();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      output += text;
    });
  }
  // The programs of this folder send nothing else.
  child.on("message", (message) => inbox.push(message as ProgramMessage));
  const ended = once(child, "exit").then(([code, signal]) => {
    // No program of this folder fails on purpose.
    if (typeof code === "number" && code !== 0) process.stderr.write(`${name} ended with ${code}\n${output}`);
    inbox.end();
    return { code, signal };
  });
  return {
    pid,
    inbox,
    ended,
    output: () => output,
    signal: (signal) => child.kill(signal),
    order: (order, more = {}) => {
      child.send({ order, ...more });
    },
  };
};
