import { join } from "node:path";

/** The folder that holds package.json. */
export const root = join(import.meta.dirname, "../..");

/** Ends the process with exit code 1 and these lines. */
export const stop = (...lines) => {
  for (const line of lines) console.error(line);
  process.exit(1);
};
