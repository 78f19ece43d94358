import { join } from "node:path";
import { buildIfStale } from "../../server/launch/build.mjs";
import { installIfStale } from "../../server/launch/install.mjs";
import { ensureChromium } from "../launch/chromium.mjs";

installIfStale();
process.env.CHROMIUM_PATH = ensureChromium();
buildIfStale();
// Only now: before the install there may be no Vite.
const { runnerImport } = await import("vite");
const { module } = await runnerImport(join(import.meta.dirname, "main.ts"), { configFile: false });
const isGood = await module.runBenches(process.argv.slice(2), (line) => console.log(line));
process.exit(isGood ? 0 : 1);
