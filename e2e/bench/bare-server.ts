import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** A server of bare `node:http` in a process of its own, that answers 204 to everything. */
export interface BareServer {
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Starts it on a free port of 127.0.0.1; it ends with this process at the latest. */
export const startBareServer = async (): Promise<BareServer> => {
  const child: ChildProcess = fork(join(import.meta.dirname, "bare-server.mjs"), { silent: true });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once("data", (line) => resolve(Number(line)));
    child.once("exit", () => reject(new Error("the bare server did not start")));
  });
  return { port, pid: child.pid ?? 0, stop: () => child.kill() };
};
