import type { Act } from "../music/player-adapter.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { listen } from "./lavalink-client-shapes.ts";

/** What the library tells once it has gone on from a track that was ended. */
const GONE_ON = ["trackStart", "trackError", "queueEnd", "playerDestroy"];
/** Nodes answer first, and tell of the end of the track after: soon, or something is wrong with them. */
const WITHIN_MS = 1_000;

/**
 * Does what ends a track, and waits until the library has gone on: before, whoever comes next would see the former track
 * still, and skip another one than they meant. Rejects as `act` does.
 */
export const withTurn = async (
  manager: MusicManagerLike,
  player: MusicPlayerLike,
  act: () => Promise<Act>,
): Promise<Act> => {
  if (player.queue.current === null) return act();
  let goOn = () => {};
  const goneOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const hear = (its: unknown) => {
    if (its === player) goOn();
  };
  const stop = listen(manager, Object.fromEntries(GONE_ON.map((event) => [event, hear])));
  const timer = setTimeout(goOn, WITHIN_MS).unref();
  try {
    const its = await act();
    if (its.outcome === "done") await goneOn;
    return its;
  } finally {
    clearTimeout(timer);
    stop();
  }
};
