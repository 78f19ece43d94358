import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { FakeLavalink } from "../../fake-lavalink/fake-lavalink.ts";

const COMMAND = join(import.meta.dirname, "../../../bot-plugin/dist/cli.js");

/** An agent beside a node, in a process of its own. */
export interface AgentProcess {
  readonly pid: number;
  /** Everything that it printed so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, or what is given; resolves once it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface AgentParts {
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly node: Pick<FakeLavalink, "url" | "password">;
  /** `main` by default. */
  readonly pool?: string;
  /** Where bots and the server are told that the node is; default: where it is. */
  readonly address?: string;
}

/** Starts the built command as a machine's service would; its secrets are variables. */
export const startAgent = ({ url, token, name, node, pool = "main", address }: AgentParts): AgentProcess => {
  const options = { url, name, pool, address: address ?? node.url, "reach-as": node.url };
  const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
  const child = spawn(process.execPath, [COMMAND, "node-agent", ...args], {
    env: { PATH: process.env["PATH"], SHARDLIGHT_TOKEN: token, NODE_PASSWORD: node.password },
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
  const ended = once(child, "exit");
  return {
    pid,
    output: () => output,
    signal: (signal) => child.kill(signal),
    end: async (signal = "SIGTERM") => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
};
