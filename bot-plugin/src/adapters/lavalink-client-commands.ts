import {
  BEGINS,
  CLEARED,
  effectIs,
  loopIs,
  NO_EFFECT,
  NO_FORMER,
  PAUSED,
  playsAgain,
  RESUMED,
  SHUFFLED,
  SILENT,
  STOPPED,
  skipped,
  soughtTo,
  TOO_FEW,
  UNSEEKABLE,
  volumeIs,
} from "../music/act-words.ts";
import type { Act } from "../music/player-adapter.ts";
import { read } from "../music/read.ts";
import { spanOf, trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import type { Command } from "../protocol/music.ts";
import { begin } from "./lavalink-client-begin.ts";
import { applyEffect, effectsOf } from "./lavalink-client-effects.ts";
import { move, remove } from "./lavalink-client-entries.ts";
import type { MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { isSeekable } from "./lavalink-client-snapshot.ts";
import { givenTo } from "./listen.ts";

type Steering = Exclude<Command, { action: "play" }>;

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
      return PAUSED;
    case "resume":
      if (queue.current === null) return SILENT;
      if (player.paused) await player.resume();
      return RESUMED;
    case "stop":
      if (queue.current === null && queue.tracks.length === 0) return SILENT;
      await player.stopPlaying(true, false);
      return STOPPED;
    case "seek":
      return seek(player, command.positionMs);
    case "volume":
      await player.setVolume(command.volume);
      return volumeIs(command.volume);
    case "loop":
      await player.setRepeatMode(command.mode);
      return loopIs(command.mode);
    case "effect":
      return effect(player, command.effect);
    case "shuffle":
      if (queue.tracks.length < 2) return TOO_FEW;
      await queue.shuffle();
      return SHUFFLED;
    case "clear":
      if (queue.tracks.length > 0) await queue.splice(0, queue.tracks.length);
      return CLEARED;
    case "remove":
      return remove(queue, command.uid, uids);
    case "move":
      return move(queue, command, uids);
    default:
      return command satisfies never;
  }
};

const skip = async (player: MusicPlayerLike): Promise<Act> => {
  const { current, tracks } = player.queue;
  const isLast = tracks.length === 0;
  if (current === null && isLast) return SILENT;
  // Where nothing plays, the library's own `skip` begins without waiting for what comes of it.
  if (current === null) await begin(player);
  else await player.skip(0, false);
  return current === null ? BEGINS : skipped(trackOf(current).title, isLast);
};

/** What played before plays again, and what plays now comes after it. */
const previous = async (player: MusicPlayerLike): Promise<Act> => {
  const { queue } = player;
  const { current } = queue;
  const former = queue.previous.shift();
  if (former === undefined) return NO_FORMER;
  const repeated = queue.tracks.indexOf(former);
  if (repeated >= 0) await queue.splice(repeated, 1);
  if (current !== null && current !== former) await queue.add(givenTo(current), 0);
  await begin(player, { clientTrack: former, position: 0 });
  return playsAgain(trackOf(former).title);
};

const seek = async (player: MusicPlayerLike, positionMs: number): Promise<Act> => {
  const { current } = player.queue;
  if (current === null) return SILENT;
  if (!isSeekable(current)) return UNSEEKABLE;
  const info = read(current, "info");
  const atMs = Math.round(Math.min(Math.max(0, positionMs), spanOf(read(info, "duration"))));
  await player.seek(atMs);
  return soughtTo(atMs);
};

const effect = async (player: MusicPlayerLike, name: string | null): Promise<Act> => {
  if (name !== null && !effectsOf(player).includes(name)) return NO_EFFECT;
  await applyEffect(player.filterManager, name);
  return effectIs(name);
};
