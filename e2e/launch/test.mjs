import { runVitest } from "./vitest.mjs";

runVitest(process.argv.slice(2));
