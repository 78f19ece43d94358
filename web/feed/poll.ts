import type { FeedSnapshot } from "#protocol/feed.ts";

const PATIENCE_MS = 8_000;

/** Asks for one snapshot; null when the server does not answer with one. */
export const poll = async (serverUrl: string, signal: AbortSignal): Promise<FeedSnapshot | null> => {
  try {
    const response = await fetch(`${serverUrl}/api/v1/snapshot`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    return response.ok ? await response.json() : null;
  } catch {
    // Unreachable, cut off, or no JSON: to the caller each is the same silence.
    return null;
  }
};
