import type { PlayerSnapshot } from "#protocol/music.ts";

/** What of a player says where it is in its track. */
export type Playhead = Pick<PlayerSnapshot, "state" | "current" | "positionMs" | "positionAt">;

/** Where a player is in its track, in ms: it goes on by itself while it plays. @param now epoch ms by the server's clock */
export const positionOf = ({ state, current, positionMs, positionAt }: Playhead, now: number): number => {
  if (current === null) return 0;
  const gone = state === "playing" ? Math.max(0, now - positionAt) : 0;
  const position = positionMs + gone;
  return current.isStream ? position : Math.min(position, current.durationMs);
};
