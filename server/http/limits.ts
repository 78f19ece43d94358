import type { Server, ServerOptions } from "node:http";
import type { Log } from "../log.ts";
import { connectionsWithin, openFilesLimit } from "./open-files.ts";

/** How long, and how many at once, connections are served. */
export interface ConnectionLimits {
  /** Until the headers of a request are whole. */
  readonly headersTimeoutMs: number;
  /** Until a request is whole, its body too. */
  readonly requestTimeoutMs: number;
  /** Between an answer and the next request. */
  readonly keepAliveTimeoutMs: number;
  /** Without a byte read or taken while an answer is under way; the feed is one that never ends. */
  readonly answerTimeoutMs: number;
  readonly maxConnections: number;
}

/** Request line and all headers of a request: those of a browser with many cookies, and no more. */
const MAX_HEADER_BYTES = 16 * 1_024;
/** How often Node looks for requests that took too long; a look at 10,000 connections is a fraction of a ms. */
const LOOK_EVERY_MS = 1_000;
/** Connections that find no room are told of this seldom. */
const TELL_EVERY_MS = 60_000;

/** What Node has to know when the server is made. */
export const serverOptions = (limits: ConnectionLimits): ServerOptions => ({
  headersTimeout: limits.headersTimeoutMs,
  requestTimeout: limits.requestTimeoutMs,
  keepAliveTimeout: limits.keepAliveTimeoutMs,
  connectionsCheckingInterval: LOOK_EVERY_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
});

/** Says something at most once a minute, with how often there was cause to since. */
const seldom = (say: (times: number) => void): (() => void) => {
  let toldAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  return () => {
    times += 1;
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    say(times);
    times = 0;
  };
};

/** Holds the server to its limits, and says in the log when they are met. */
export const limitConnections = (server: Server, limits: ConnectionLimits, log: Log): void => {
  const limit = openFilesLimit();
  const most = connectionsWithin(limits.maxConnections, limit);
  if (most < limits.maxConnections) {
    const message = `MAX_CONNECTIONS is ${limits.maxConnections}, but only ${limit} files may be open (ulimit -n): at most ${most} connections`;
    log.warn({ openFiles: limit, connections: most }, message);
  }
  server.maxConnections = most;
  server.timeout = limits.answerTimeoutMs;
  server.on(
    "drop",
    seldom((refused) =>
      log.warn(
        { connections: most, refused },
        "all connections are taken, see MAX_CONNECTIONS; new ones are refused",
      ),
    ),
  );
};

/** Faults of accepting, such as too many open files on the machine: they pass, and those inside are served on. */
export const outliveAcceptFaults = (server: Server, log: Log): void => {
  let code = "";
  const tell = seldom((times) => log.error({ code, times }, "new connections cannot be accepted"));
  server.on("error", (error: NodeJS.ErrnoException) => {
    code = error.code ?? error.name;
    tell();
  });
};
