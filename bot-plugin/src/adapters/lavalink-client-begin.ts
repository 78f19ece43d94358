import type { MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { givenTo } from "./listen.ts";

/** Begins a track, by default the first that waits. Rejects as the library does; nothing is taken to play then. */
export const begin = async (player: MusicPlayerLike, options: object = {}): Promise<void> => {
  try {
    await player.play(givenTo({ ...options, paused: false }));
  } catch (error) {
    dropCurrent(player);
    throw error;
  }
};

/** The library waits for ever for the end of a track that never began; one that did is told of by its node. */
export const dropCurrent = (player: MusicPlayerLike): void => {
  Reflect.set(player.queue, "current", null);
  Reflect.set(player, "playing", false);
};
