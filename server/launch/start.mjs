import { pathToFileURL } from "node:url";
import { buildIfStale, builtServer } from "./build.mjs";
import { installIfStale } from "./install.mjs";

installIfStale();
buildIfStale();
// In this process, so that signals reach the server itself.
await import(pathToFileURL(builtServer).href);
