import { runVitest } from "./vitest.mjs";

// Names of files narrow it down: npm run torture -- kill
const files = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const options = process.argv.slice(2).filter((word) => word.startsWith("-"));
const filters = files.length > 0 ? files.map((file) => `e2e/torture/${file}`) : ["e2e/torture/"];
runVitest(["--project", "e2e*", "--no-file-parallelism", ...options, ...filters], { TORTURE: "full" });
