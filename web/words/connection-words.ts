import { FEED_SILENCE_MS } from "#protocol/feed.ts";
import { spanWords } from "./time.ts";

/** How the page hears the server. `polling` asks every few seconds because streaming is not possible. */
export type ConnectionMode = "connecting" | "live" | "polling" | "reconnecting";

/** Whether what is shown may no longer be so. */
export const isStale = (silentMs: number): boolean => silentMs > FEED_SILENCE_MS;

/**
 * The truth about the connection: `live · heard 2 s ago`.
 * @param silentMs time since the server was last heard; null when it never was
 */
export const connectionWords = (mode: ConnectionMode, silentMs: number | null): string => {
  if (silentMs === null) return mode === "reconnecting" ? "the server is not answering" : "connecting…";
  if (isStale(silentMs)) return `showing what was known ${spanWords(silentMs)} ago`;
  const heard = silentMs < 1_000 ? "heard now" : `heard ${spanWords(silentMs)} ago`;
  switch (mode) {
    case "live":
      return `live · ${heard}`;
    case "polling":
      return `asking every 5 s · ${heard}`;
    case "connecting":
      return "connecting…";
    case "reconnecting":
      return `reconnecting… · ${heard}`;
    default:
      return mode satisfies never;
  }
};

/** Spoken when the page grows stale, and when it is live again. */
export const STALE_WORDS = "The server is not answering. What is shown may no longer be so.";
export const LIVE_WORDS = "The server answers again.";
