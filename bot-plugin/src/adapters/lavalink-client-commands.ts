import { done, named, refused } from "../music/acts.ts";
import type { Act } from "../music/player-adapter.ts";
import { read } from "../music/read.ts";
import { spanOf, trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import type { Command } from "../protocol/music.ts";
import { begin } from "./lavalink-client-begin.ts";
import { applyEffect, effectsOf } from "./lavalink-client-effects.ts";
import { move, remove } from "./lavalink-client-entries.ts";
import type { MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { givenTo } from "./lavalink-client-shapes.ts";
import { isSeekable } from "./lavalink-client-snapshot.ts";

type Steering = Exclude<Command, { action: "play" }>;

const SILENT = refused("nothing is playing");

/** Does to a player what is commanded, all but `play`. Rejects as the library does. */
export const steer = async (player: MusicPlayerLike, command: Steering, uids: Uids): Promise<Act> => {
  const { queue } = player;
  switch (command.action) {
    case "skip":
      return skip(player);
    case "previous":
      return previous(player);
    case "pause":
      if (queue.current === null) return SILENT;
      if (!player.paused) await player.pause();
      return done("the music is paused");
    case "resume":
      if (queue.current === null) return SILENT;
      if (player.paused) await player.resume();
      return done("the music goes on");
    case "stop":
      if (queue.current === null && queue.tracks.length === 0) return SILENT;
      await player.stopPlaying(true, false);
      return done("the music has ended, and the queue is empty");
    case "seek":
      return seek(player, command.positionMs);
    case "volume":
      await player.setVolume(command.volume);
      return done(`the volume is ${command.volume} %`);
    case "loop":
      await player.setRepeatMode(command.mode);
      return done(LOOPS[command.mode]);
    case "effect":
      return effect(player, command.effect);
    case "shuffle":
      if (queue.tracks.length < 2) return refused("there is too little in the queue to shuffle");
      await queue.shuffle();
      return done("the queue is shuffled");
    case "clear":
      if (queue.tracks.length > 0) await queue.splice(0, queue.tracks.length);
      return done("the queue is empty");
    case "remove":
      return remove(queue, command.uid, uids);
    case "move":
      return move(queue, command, uids);
    default:
      return command satisfies never;
  }
};

const LOOPS = {
  off: "nothing is repeated",
  track: "this track is repeated",
  queue: "the queue is repeated",
};

const skip = async (player: MusicPlayerLike): Promise<Act> => {
  const { current, tracks } = player.queue;
  const isLast = tracks.length === 0;
  if (current === null && isLast) return SILENT;
  // Where nothing plays, the library's own `skip` begins without waiting for what comes of it.
  if (current === null) await begin(player);
  else await player.skip(0, false);
  if (current === null) return done("the next track begins");
  return done(`${named(trackOf(current).title)} was skipped${isLast ? ", and nothing else waits" : ""}`);
};

/** What played before plays again, and what plays now comes after it. */
const previous = async (player: MusicPlayerLike): Promise<Act> => {
  const { queue } = player;
  const { current } = queue;
  const former = queue.previous.shift();
  if (former === undefined) return refused("nothing was played before this");
  const repeated = queue.tracks.indexOf(former);
  if (repeated >= 0) await queue.splice(repeated, 1);
  if (current !== null && current !== former) await queue.add(givenTo(current), 0);
  await begin(player, { clientTrack: former, position: 0 });
  return done(`${named(trackOf(former).title)} plays again`);
};

const seek = async (player: MusicPlayerLike, positionMs: number): Promise<Act> => {
  const { current } = player.queue;
  if (current === null) return SILENT;
  if (!isSeekable(current))
    return refused(
      "one cannot go to another place in this: it is a live stream, or its source does not let us",
    );
  const info = read(current, "info");
  const atMs = Math.round(Math.min(Math.max(0, positionMs), spanOf(read(info, "duration"))));
  await player.seek(atMs);
  return done(`it goes on at ${clockOf(atMs)}`);
};

/** Such as `3:07`. */
const clockOf = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const effect = async (player: MusicPlayerLike, name: string | null): Promise<Act> => {
  if (name !== null && !effectsOf(player).includes(name)) return refused("that effect cannot be had here");
  await applyEffect(player.filterManager, name);
  return done(name === null ? "there is no effect any more" : `the effect ${name} is on`);
};
