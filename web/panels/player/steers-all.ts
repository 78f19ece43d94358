import type { PlayerAction } from "#protocol/music.ts";

/** What the bot lets nobody do who listens among others, not even with what they asked for themselves. */
const OF_ALL: readonly PlayerAction[] = ["move", "clear", "shuffle", "stop", "volume"];

/**
 * Whether they steer all, as DJs, managers and whoever is alone with the bot do: only then may they put a track ahead
 * of others, and remove what others asked for.
 */
export const steersAll = (may: ReadonlySet<PlayerAction>): boolean =>
  OF_ALL.some((action) => may.has(action));
