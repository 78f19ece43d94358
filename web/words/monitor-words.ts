import type { MonitorState } from "#protocol/feed.ts";
import { clockWords, type TimeZone } from "./time.ts";

/** How long a blind span stays worth a line. */
const BLIND_SHOWN_MS = 15 * 60_000;

/** What a reader should know of the monitor itself, one sentence each; mostly none. @param now epoch ms */
export const monitorWords = (monitor: MonitorState, now: number, zone: TimeZone): string[] => {
  const lines: string[] = [];
  const { blind, history } = monitor;
  if (blind !== null && Math.abs(now - blind.until) < BLIND_SHOWN_MS) {
    const from = clockWords(blind.from, now, zone);
    const until = clockWords(blind.until, now, zone);
    const span = from === until ? `at ${from} for a moment` : `from ${from} to ${until}`;
    lines.push(`This monitor was away ${span}; what happened then is not known.`);
  }
  if (history === "degraded")
    lines.push(
      "Changes are shown as they happen, but cannot be kept right now: the history will have a gap.",
    );
  return lines;
};
