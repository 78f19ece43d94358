// Compiles into a folder of its own and swaps it in, so that a bot which starts meanwhile misses no file.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
// The leading dot keeps it out of the way of git and of those who watch sources.
const built = mkdtempSync(join(here, ".build-"));
const dist = join(here, "dist");

const filesBelow = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    : [];

/** What `npx` runs. */
const COMMAND = "cli.js";

/** New files come before those that may import them, and what is no longer there goes last. */
const swap = () => {
  const files = filesBelow(built);
  const former = new Set(filesBelow(dist));
  for (const file of [
    ...files.filter((file) => !former.has(file)),
    ...files.filter((file) => former.has(file)),
  ]) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    renameSync(join(built, file), join(dist, file));
    former.delete(file);
  }
  for (const file of former) rmSync(join(dist, file), { force: true });
};

try {
  const { status } = spawnSync(process.execPath, [tsc, "-p", here, "--outDir", built], { stdio: "inherit" });
  if (status === 0) {
    chmodSync(join(built, COMMAND), 0o755);
    swap();
  } else process.exitCode = status ?? 1;
} finally {
  rmSync(built, { recursive: true, force: true });
}
