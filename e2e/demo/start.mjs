import { join } from "node:path";
import { buildIfStale } from "../../server/launch/build.mjs";
import { installIfStale } from "../../server/launch/install.mjs";

installIfStale();
buildIfStale();
// Only now: before the install there may be no Vite.
const { runnerImport } = await import("vite");
const { module } = await runnerImport(join(import.meta.dirname, "main.ts"), { configFile: false });
await module.runDemo({ say: (line) => console.log(line) });
// What a scene still waits for must not keep the terminal.
process.exit(0);
