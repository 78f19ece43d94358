import { spawn } from "node:child_process";
import { join } from "node:path";
import { installIfStale } from "../../server/launch/install.mjs";
import { root } from "../../server/launch/root.mjs";

/** Installs the packages where they are missing, then runs vitest with these arguments, and ends as it ends. */
export const runVitest = (args, env = {}) => {
  installIfStale();
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const tests = spawn(process.execPath, [vitest, "run", ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  tests.on("exit", (code) => process.exit(code ?? 1));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => tests.kill(signal));
};
