#!/usr/bin/env node
import { pathToFileURL } from "node:url";
import { buildIfMissing, builtCli } from "./build.mjs";
import { installIfStale } from "./install.mjs";

// What these two say goes to stderr, so that a secret on stdout stands alone.
installIfStale();
buildIfMissing();
await import(pathToFileURL(builtCli).href);
