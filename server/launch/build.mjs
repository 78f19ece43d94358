import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./install.mjs";
import { root, stop } from "./root.mjs";

/** The built server, as an absolute path. */
export const builtServer = join(root, "server/dist/main.js");

/** The built command line, as an absolute path. */
export const builtCli = join(root, "server/dist/cli.js");

const stampFile = join(root, "server/dist/sources.stamp");
const sources = ["server", "web", "bot-plugin", "package.json", "package-lock.json", "tsconfig.json"];
const isIgnored = (name) => /^(\..*|dist|launch|node_modules)$|\.test\.ts$/.test(name);

/** The files at `path` or below, sorted, without what a build does not read. */
const filesBelow = (path) =>
  statSync(join(root, path)).isDirectory()
    ? readdirSync(join(root, path))
        .filter((name) => !isIgnored(name))
        .sort()
        .flatMap((name) => filesBelow(`${path}/${name}`))
    : [path];

/** What the sources are now: path, size and time of each. */
const stampOfSources = () => {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesBelow)) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
};

const isBuilt = () =>
  existsSync(builtServer) &&
  existsSync(builtCli) &&
  existsSync(join(root, "web/dist")) &&
  existsSync(join(root, "bot-plugin/dist"));

/** Whether page, server and plugin were built from sources of this stamp. */
const isBuiltFrom = (stamp) =>
  isBuilt() && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;

/** Builds page, server and plugin where their sources changed since the last build; exits 1 when that fails. */
export const buildIfStale = () => {
  const stamp = stampOfSources();
  if (isBuiltFrom(stamp)) return;
  console.error("Building: npm run build");
  if (!npm("run", "build")) stop("The build failed: the first error above says where.");
  writeFileSync(stampFile, stamp);
};

/**
 * Builds where nothing is built yet. A build that is there is left alone, though the sources have changed since: the
 * server that runs may be of it, with its page and its database.
 */
export const buildIfMissing = () => {
  if (!isBuilt()) buildIfStale();
  else if (!isBuiltFrom(stampOfSources())) {
    console.error(
      "This is of the last build, and the sources have changed since; npm run build makes it anew.",
    );
  }
};
