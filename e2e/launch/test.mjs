import { spawn } from "node:child_process";
import { join } from "node:path";
import { installIfStale } from "../../server/launch/install.mjs";
import { root } from "../../server/launch/root.mjs";

installIfStale();
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const tests = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
tests.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => tests.kill(signal));
