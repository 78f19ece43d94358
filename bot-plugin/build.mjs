// Compiles into a folder of its own and swaps it in, so that a bot which starts meanwhile finds the whole package.
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
// The leading dot keeps it out of the way of git and of those who watch sources.
const work = mkdtempSync(join(here, ".build-"));
const [built, dist, former] = [join(work, "dist"), join(here, "dist"), join(work, "former")];

try {
  const { status } = spawnSync(process.execPath, [tsc, "-p", here, "--outDir", built], { stdio: "inherit" });
  if (status !== 0) process.exitCode = status ?? 1;
  else {
    try {
      renameSync(dist, former);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    renameSync(built, dist);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
