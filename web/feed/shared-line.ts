import { openLeaderLine } from "./leader-line.ts";
import type { Line } from "./line.ts";
import { openOwnLine } from "./own-line.ts";
import { openWorkerLine, type SharedLineOptions } from "./worker-line.ts";

const openWithoutWorker = (options: SharedLineOptions): Line =>
  "locks" in navigator && "BroadcastChannel" in globalThis
    ? openLeaderLine(options)
    : openOwnLine({
        serverUrl: options.serverUrl,
        after: options.snapshot?.id ?? null,
        isPollingOnly: true,
        onEvent: options.onEvent,
      });

/**
 * Opens the one line of all tabs: a browser allows six connections to a host over HTTP/1.1, and a stream holds
 * one. By SharedWorker; else one tab leads by a lock; else each tab polls.
 */
export const openSharedLine = (options: SharedLineOptions): Line => {
  if (!("SharedWorker" in globalThis)) return openWithoutWorker(options);
  let line: Line;
  const fallBack = () => {
    line = openWithoutWorker(options);
  };
  try {
    line = openWorkerLine(options, fallBack);
  } catch {
    // Some browsers offer the constructor and refuse to run it, in private windows for one.
    fallBack();
  }
  return { wake: () => line.wake(), close: () => line.close() };
};
