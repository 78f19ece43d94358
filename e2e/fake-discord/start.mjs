import { join } from "node:path";
import { runnerImport } from "vite";

const { module } = await runnerImport(join(import.meta.dirname, "main.ts"), { configFile: false });
await module.runFakeDiscord((line) => console.log(line));
