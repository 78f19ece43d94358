import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A Prometheus Pushgateway in a process of its own, that keeps everything in memory alone. */
export interface Pushgateway {
  readonly port: number;
  stop(): void;
}

/** Debian's package that holds the program. */
export const PUSHGATEWAY_PACKAGE = "prometheus-pushgateway";

const ARGS = ["--web.listen-address=127.0.0.1:0", "--persistence.file="];

/**
 * Starts it on a free port of 127.0.0.1.
 * @param more further arguments
 * @returns null where the program is not installed
 */
export const startPushgateway = async (more: readonly string[] = []): Promise<Pushgateway | null> => {
  const child = spawn(PUSHGATEWAY_PACKAGE, [...ARGS, ...more], { stdio: ["ignore", "ignore", "pipe"] });
  const port = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => {
      if ("code" in error && error.code === "ENOENT") resolve(null);
      else reject(error);
    });
    child.once("exit", () => reject(new Error("the Pushgateway did not start")));
    // Its log has to be read to the end, or it stands still on a full pipe.
    createInterface({ input: child.stderr }).on("line", (line) => {
      const listening = /msg="Listening on" address=127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (listening !== undefined) resolve(Number(listening));
    });
  });
  return port === null ? null : { port, stop: () => child.kill() };
};
