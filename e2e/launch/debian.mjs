import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../../server/launch/root.mjs";

/** Whether this process may execute the file. */
export const canRun = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Debian keeps servers where a user's PATH does not look. */
const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];

/** The path of a program; undefined where there is none of this name. */
export const findProgram = (name) => FOLDERS.map((folder) => join(folder, name)).find(canRun);

/** Runs a command with its output on stderr; the result is whether it went well. */
export const run = (command, ...args) => {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { cwd: root, env, stdio: ["ignore", 2, 2] }).status === 0;
};

/** Installs Debian packages where that is possible: as root, with apt-get. The result is whether it was done. */
export const installPackages = (...packages) => {
  const isDebianRoot = process.getuid?.() === 0 && findProgram("apt-get") !== undefined;
  if (!isDebianRoot) return false;
  console.error(`Installing what the tests need: apt-get install ${packages.join(" ")}`);
  run("apt-get", "update", "--quiet");
  return run("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", ...packages);
};
