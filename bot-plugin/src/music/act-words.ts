import type { LoopMode } from "../protocol/music.ts";
import { done, named, refused } from "./acts.ts";
import type { Act } from "./player-adapter.ts";

/** What people are told, whatever library plays. */
export const SILENT = refused("nothing is playing");
export const NOWHERE = refused("the bot is in no voice channel: join one, and ask again");
export const NOT_FOUND = refused("nothing was found for that");
export const TOO_FEW = refused("there is too little in the queue to shuffle");
export const NO_EFFECT = refused("that effect cannot be had here");
export const NO_FORMER = refused("nothing was played before this");
export const UNSEEKABLE = refused(
  "one cannot go to another place in this: it is a live stream, or its source does not let us",
);
export const PAUSED = done("the music is paused");
export const RESUMED = done("the music goes on");
export const STOPPED = done("the music has ended, and the queue is empty");
export const SHUFFLED = done("the queue is shuffled");
export const CLEARED = done("the queue is empty");
export const BEGINS = done("the next track begins");

/** @param percent 100 is as it was recorded */
export const volumeIs = (percent: number): Act => done(`the volume is ${percent} %`);

const LOOPS = {
  off: "nothing is repeated",
  track: "this track is repeated",
  queue: "the queue is repeated",
} satisfies Record<LoopMode, string>;
export const loopIs = (mode: LoopMode): Act => done(LOOPS[mode]);

export const effectIs = (name: string | null): Act =>
  done(name === null ? "there is no effect any more" : `the effect ${name} is on`);

/** @param atMs where the track goes on */
export const soughtTo = (atMs: number): Act => {
  const seconds = Math.floor(atMs / 1_000);
  return done(`it goes on at ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
};

export const skipped = (title: string, isLast: boolean): Act =>
  done(`${named(title)} was skipped${isLast ? ", and nothing else waits" : ""}`);
export const playsAgain = (title: string): Act => done(`${named(title)} plays again`);
export const removed = (title: string): Act => done(`${named(title)} was removed from the queue`);
export const moved = (title: string): Act => done(`${named(title)} was moved`);

/** @param title of the first of them @param isPlaying whether that plays already */
export const added = (
  title: string,
  {
    count,
    isPlaying,
    isNext,
  }: { readonly count: number; readonly isPlaying: boolean; readonly isNext: boolean },
): Act => {
  if (count === 1) {
    const becomes = isNext ? "comes next" : "was added to the queue";
    return done(`${named(title)} ${isPlaying ? "is playing" : becomes}`);
  }
  const become = isNext ? "come next" : "were added to the queue";
  return done(`${count} tracks ${isPlaying ? "were added, and the first is playing" : become}`);
};
