import type { Act } from "../music/player-adapter.ts";
import { type EmitterLike, listen } from "./listen.ts";

/** What a library tells of a player once it has gone on from a track that was ended. */
export interface Turn {
  readonly emitter: EmitterLike;
  readonly events: readonly string[];
  /** Their first argument. */
  readonly player: object;
}

/** Commands that end a track. */
export const ENDS_TRACK: ReadonlySet<string> = new Set(["skip", "stop"]);

/** Libraries end a track first, and go on after: soon, or something is wrong. */
const WITHIN_MS = 1_000;

/**
 * Does what ends a track, and waits until the library has gone on: before, whoever comes next would see the former track
 * still, and skip another one than they meant. Rejects as `act` does.
 */
export const withTurn = async ({ emitter, events, player }: Turn, act: () => Promise<Act>): Promise<Act> => {
  let goOn = () => {};
  const goneOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const hear = (its: unknown) => {
    if (its === player) goOn();
  };
  const stop = listen(emitter, Object.fromEntries(events.map((event) => [event, hear])));
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
