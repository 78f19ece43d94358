import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findProgram, installPackages } from "./debian.mjs";

const LIBRARIES = "/usr/lib";

/** Debian keeps it in the folder of the machine's architecture. */
const findLibfaketime = () =>
  existsSync(LIBRARIES)
    ? readdirSync(LIBRARIES)
        .map((folder) => join(LIBRARIES, folder, "faketime/libfaketime.so.1"))
        .find((file) => existsSync(file))
    : undefined;

/** What some tests need beside Node and a browser: by the variable in which they find it. */
const TOOLS = {
  NGINX_PATH: { package: "nginx-light", find: () => findProgram("nginx") },
  LIBFAKETIME_PATH: { package: "libfaketime", find: findLibfaketime },
};

/**
 * Finds these tools, installing them where that is possible, and names them to the tests by variables of the
 * environment. A variable that is not set afterwards says that the tests of that tool must be skipped.
 */
export const ensureTools = () => {
  const missing = Object.values(TOOLS).filter((tool) => tool.find() === undefined);
  if (missing.length > 0) installPackages(...missing.map((tool) => tool.package));
  for (const [variable, tool] of Object.entries(TOOLS)) {
    const found = process.env[variable] ?? tool.find();
    if (found !== undefined) process.env[variable] = found;
    else console.error(`No ${tool.package} here: the tests that need it are skipped.`);
  }
};
