import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { temporaryDir } from "../support/server.ts";
import { removeAfterwards } from "../support/temporary.ts";
import { until } from "../support/until.ts";

/** npm hands a signal to its child, which is the server itself where the shell gives way to it, as bash does. */
const SHELLS = ["sh", "bash"];
const REPORT = JSON.stringify({ boot: "b", seq: 0, shardCount: 60, shards: [{ id: 0, state: "online" }] });
const ROOT = join(import.meta.dirname, "../..");

let npm: ChildProcess | undefined;
afterEach(() => {
  if (npm?.pid !== undefined && npm.exitCode === null && npm.signalCode === null)
    process.kill(-npm.pid, "SIGKILL");
});

/** `npm start` in a process group of its own, as a terminal has it. */
const npmStart = (shell: string) => {
  const dir = removeAfterwards(temporaryDir());
  const child = spawn("npm", ["start", `--script-shell=${shell}`], {
    cwd: ROOT,
    detached: true,
    env: {
      PATH: process.env["PATH"],
      HOME: dir,
      PORT: "0",
      DATABASE_PATH: join(dir, "test.db"),
      npm_config_update_notifier: "false",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  npm = child;
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  return { child, output: () => output };
};
const addressIn = (output: string) => /"url":"(http:[^"]+)"/.exec(output)?.[1];
const isGone = (url: string) =>
  ask(url, "/healthz").then(
    () => false,
    () => true,
  );

describe.each(SHELLS)("npm start through %s, with everything built", (shell) => {
  test("listens in under two seconds", async () => {
    const startedAt = performance.now();
    const { output } = npmStart(shell);
    await until("it listens", () => addressIn(output()));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test("answers what is under way and stops in order on Ctrl-C, which reaches every process", async () => {
    const { child, output } = npmStart(shell);
    const url = await until("it listens", () => addressIn(output()));
    const headers = { "content-length": REPORT.length, expect: "100-continue" };
    const push = request(`${url}/api/v1/clusters/main/reports`, { method: "POST", headers, agent: false });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      push.once("response", resolve).once("error", reject).flushHeaders();
    });
    answer.catch(() => {});
    await once(push, "continue");
    process.kill(-(child.pid ?? 0), "SIGINT");
    await until("it is stopping", () => output().includes('"msg":"stopping"'));
    push.end(REPORT);
    expect((await answer).statusCode).toBe(200);
    await once(child, "close");
    expect(output()).toContain('"msg":"stopped"');
  });

  test("stops in order when only npm is told to", async () => {
    const { child, output } = npmStart(shell);
    const url = await until("it listens", () => addressIn(output()));
    child.kill("SIGTERM");
    await until("the server is gone", () => isGone(url));
    await until("it has stopped in order", () => output().includes('"msg":"stopped"'));
  });
});
