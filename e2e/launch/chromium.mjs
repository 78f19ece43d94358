import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { root, stop } from "../../server/launch/root.mjs";

const canRun = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(canRun);

/** Where Playwright keeps the browser that it downloads. */
const playwrightsOwn = () => {
  const { chromium } = createRequire(import.meta.url)("playwright");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
};

const run = (command, ...args) => {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { cwd: root, env, stdio: ["ignore", 2, 2] }).status === 0;
};

const install = () => {
  const isDebianRoot = process.getuid?.() === 0 && onPath("apt-get") !== undefined;
  if (isDebianRoot) {
    console.error("Installing a browser for the tests: apt-get install chromium");
    run("apt-get", "update", "--quiet");
    if (run("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium")) return;
  }
  console.error("Installing a browser for the tests: npx playwright install chromium");
  run("npx", "playwright", "install", "chromium");
};

const find = () => onPath("chromium") ?? playwrightsOwn();

/** The path of a Chromium, installed first where there is none; `CHROMIUM_PATH` names another. Exits 1 when that fails. */
export const ensureChromium = () => {
  const named = process.env.CHROMIUM_PATH;
  if (named) return canRun(named) ? named : stop(`CHROMIUM_PATH: nothing to run at ${named}`);
  const found = find();
  if (found !== undefined) return found;
  install();
  return find() ?? stop("The tests need Chromium: install it, or set CHROMIUM_PATH to one.");
};
