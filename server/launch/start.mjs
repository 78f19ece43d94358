import { pathToFileURL } from "node:url";
import { buildIfStale, builtServer } from "./build.mjs";
import { installIfStale } from "./install.mjs";

const PARENT_LOOK_MS = 500;

/** npm runs a script through a shell, and passes a signal to that shell only: the shell's end stands for it. */
const stopWithParent = () => {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_LOOK_MS);
  look.unref();
};

installIfStale();
buildIfStale();
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
// In this process, so that signals reach the server itself.
await import(pathToFileURL(builtServer).href);
