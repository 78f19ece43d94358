import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { stop } from "../../server/launch/root.mjs";
import { canRun, findProgram, installPackages, run } from "./debian.mjs";

/** Where Playwright keeps the browser that it downloads. */
const playwrightsOwn = () => {
  const { chromium } = createRequire(import.meta.url)("playwright");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
};

const install = () => {
  if (installPackages("chromium")) return;
  console.error("Installing a browser for the tests: npx playwright install chromium");
  run("npx", "playwright", "install", "chromium");
};

const find = () => findProgram("chromium") ?? playwrightsOwn();

/** The path of a Chromium, installed first where there is none; `CHROMIUM_PATH` names another. Exits 1 when that fails. */
export const ensureChromium = () => {
  const named = process.env.CHROMIUM_PATH;
  if (named) return canRun(named) ? named : stop(`CHROMIUM_PATH: nothing to run at ${named}`);
  const found = find();
  if (found !== undefined) return found;
  install();
  return find() ?? stop("The tests need Chromium: install it, or set CHROMIUM_PATH to one.");
};
