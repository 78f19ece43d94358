import {
  BEGINS,
  CLEARED,
  effectIs,
  loopIs,
  moved,
  NO_EFFECT,
  NO_FORMER,
  PAUSED,
  playsAgain,
  RESUMED,
  removed,
  SHUFFLED,
  SILENT,
  STOPPED,
  skipped,
  soughtTo,
  TOO_FEW,
  UNSEEKABLE,
  volumeIs,
} from "../music/act-words.ts";
import { failed, refused } from "../music/acts.ts";
import { placeOf, placesOf } from "../music/entries.ts";
import type { Act } from "../music/player-adapter.ts";
import { read } from "../music/read.ts";
import { spanOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import type { Command } from "../protocol/music.ts";
import { applyEffect, effectsOf } from "./discord-player-effects.ts";
import { entriesOf, isConnected, isSeekable, REPEAT_MODES, stateOf } from "./discord-player-queues.ts";
import type { QueueLike } from "./discord-player-shapes.ts";
import { lengthOf, trackOf } from "./discord-player-tracks.ts";
import { givenTo } from "./listen.ts";

type Steering = Exclude<Command, { action: "play" }>;

const UNBEGUN = refused("the track has not begun yet: try again in a moment");
const AWAY = refused("the bot is in no voice channel any more");
const UNPLAYABLE = failed("that track cannot be played any more");
const UNSOUGHT = failed("the source did not go on from there");
const NO_VOLUME = refused("the volume cannot be changed here");

/** What steering takes beside the queue. */
export interface Steered {
  readonly uids: Uids;
  readonly hasFfmpeg: boolean;
}

/** Does to a queue what is commanded, all but `play`. Rejects as the library does. */
export const steer = async (
  queue: QueueLike,
  command: Steering,
  { uids, hasFfmpeg }: Steered,
): Promise<Act> => {
  const state = stateOf(queue);
  const isSilent = state === "idle";
  switch (command.action) {
    case "skip":
      return skip(queue);
    case "previous":
      return previous(queue);
    case "pause":
      if (isSilent) return SILENT;
      return state === "paused" || queue.node.pause() ? PAUSED : UNBEGUN;
    case "resume":
      if (isSilent) return SILENT;
      if (state === "paused") queue.node.resume();
      return RESUMED;
    case "stop":
      return stop(queue);
    case "seek":
      return seek(queue, command.positionMs, hasFfmpeg);
    case "volume":
      if (read(queue.options, "disableVolume") === true) return NO_VOLUME;
      return queue.node.setVolume(command.volume) ? volumeIs(command.volume) : SILENT;
    case "loop":
      queue.setRepeatMode(givenTo(REPEAT_MODES[command.mode]));
      return loopIs(command.mode);
    case "effect":
      if (command.effect !== null && !effectsOf(queue).includes(command.effect)) return NO_EFFECT;
      return applyEffect(queue, command.effect) ? effectIs(command.effect) : SILENT;
    case "shuffle":
      if (queue.tracks.store.length < 2) return TOO_FEW;
      queue.tracks.shuffle();
      return SHUFFLED;
    case "clear":
      queue.tracks.clear();
      return CLEARED;
    case "remove":
      return remove(queue, command.uid, uids);
    case "move":
      return move(queue, command, uids);
    default:
      return command satisfies never;
  }
};

const skip = async (queue: QueueLike): Promise<Act> => {
  const { current, tracks } = entriesOf(queue);
  const isLast = tracks.length === 0;
  if (current === null) {
    if (isLast) return SILENT;
    if (!isConnected(queue)) return AWAY;
    await queue.node.play(null);
    return BEGINS;
  }
  endRepetition(queue, REPEAT_MODES.track);
  // A paused player never comes to its end.
  if (stateOf(queue) === "paused") queue.node.resume();
  return queue.node.skip() ? skipped(trackOf(current).title, isLast) : UNBEGUN;
};

/** What played before plays again, and what plays now comes after it. */
const previous = async (queue: QueueLike): Promise<Act> => {
  const [former] = queue.history.tracks.store;
  if (former === undefined) return NO_FORMER;
  if (!isConnected(queue)) return AWAY;
  await queue.history.previous();
  return queue.currentTrack === former ? playsAgain(trackOf(former).title) : UNPLAYABLE;
};

const stop = (queue: QueueLike): Act => {
  const { current, tracks } = entriesOf(queue);
  if (current === null && tracks.length === 0) return SILENT;
  endRepetition(queue, REPEAT_MODES.track, REPEAT_MODES.queue, AUTOPLAY);
  if (stateOf(queue) === "paused") queue.node.resume();
  queue.node.stop();
  return STOPPED;
};

/** Similar tracks follow when the queue is empty. */
const AUTOPLAY = 3;

/** A track that is repeated begins anew when it is skipped, and a queue when it is stopped. */
const endRepetition = (queue: QueueLike, ...modes: readonly number[]): void => {
  if (modes.includes(queue.repeatMode)) queue.setRepeatMode(givenTo(REPEAT_MODES.off));
};

const seek = async (queue: QueueLike, positionMs: number, hasFfmpeg: boolean): Promise<Act> => {
  if (stateOf(queue) === "idle") return SILENT;
  if (!isSeekable(queue, hasFfmpeg)) return UNSEEKABLE;
  const atMs = Math.round(Math.min(spanOf(positionMs), lengthOf(queue.currentTrack)));
  return (await queue.node.seek(atMs)) === true ? soughtTo(atMs) : UNSOUGHT;
};

// The library's own `remove` and `move` go by the ids of tracks, of which several may be the same.
const remove = (queue: QueueLike, uid: string, uids: Uids): Act => {
  const at = placeOf(entriesOf(queue), uid, uids);
  if (typeof at !== "number") return at;
  const [entry] = queue.tracks.store.splice(at, 1);
  queue.emit(givenTo("audioTrackRemove"), givenTo(queue), givenTo(entry));
  return removed(trackOf(entry).title);
};

const move = (queue: QueueLike, command: Extract<Command, { action: "move" }>, uids: Uids): Act => {
  const places = placesOf(entriesOf(queue), command, uids);
  if ("outcome" in places) return places;
  const { store } = queue.tracks;
  const entries = store.splice(places.from, 1);
  store.splice(places.to, 0, ...entries);
  return moved(trackOf(entries[0]).title);
};
