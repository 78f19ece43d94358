import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, stop } from "./root.mjs";

/** The packages that a lockfile names, by folder; none where the file cannot be read. */
const packagesIn = (lockfile) => {
  try {
    return JSON.parse(readFileSync(lockfile, "utf8")).packages;
  } catch {
    return {};
  }
};

/** Whether node_modules holds every required package of package-lock.json in its version. */
const isInstalled = () => {
  const wanted = Object.entries(packagesIn(join(root, "package-lock.json")));
  const present = packagesIn(join(root, "node_modules/.package-lock.json"));
  return wanted.every(
    ([folder, { version, optional }]) =>
      optional || !folder.startsWith("node_modules/") || present[folder]?.version === version,
  );
};

/** npm as it was called, else the one on the PATH; its output goes to stderr. */
export const npm = (...args) => {
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ["npm", []];
  const run = spawnSync(command, [...first, ...args], { cwd: root, stdio: ["ignore", 2, 2] });
  return run.status === 0;
};

/** Installs the packages where they are missing or other than package-lock.json says; exits 1 when that fails. */
export const installIfStale = () => {
  if (isInstalled()) return;
  console.error("Installing packages: npm ci");
  if (npm("ci", "--include=dev", "--no-audit", "--no-fund")) return;
  stop(
    "The packages could not be installed: npm says why above.",
    "If it is node-gyp that failed, install python3, make and g++ (or another C++ compiler), then try again.",
  );
};
