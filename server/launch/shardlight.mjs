#!/usr/bin/env node
import { pathToFileURL } from "node:url";
import { buildIfStale, builtCli } from "./build.mjs";
import { installIfStale } from "./install.mjs";

// What these two say goes to stderr, so that a secret on stdout stands alone.
installIfStale();
buildIfStale();
await import(pathToFileURL(builtCli).href);
