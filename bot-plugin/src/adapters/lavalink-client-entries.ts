import { done, named, refused } from "../music/acts.ts";
import type { Act } from "../music/player-adapter.ts";
import { trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import type { Command } from "../protocol/music.ts";
import type { QueueLike } from "./lavalink-client-music-shapes.ts";
import { givenTo } from "./lavalink-client-shapes.ts";

/** uids of what plays, where anything does, and of all that wait. */
export const uidsOf = ({ current, tracks }: QueueLike, uids: Uids): string[] =>
  uids.of(current === null ? tracks : [current, ...tracks]);

const GONE = refused("that track is no longer in the queue");
const PLAYING = refused("that track is playing already");

/** Takes an entry out. */
export const remove = async (queue: QueueLike, uid: string, uids: Uids): Promise<Act> => {
  const at = placeOf(queue, uid, uids);
  if (typeof at !== "number") return at;
  const entry = queue.tracks[at];
  await queue.splice(at, 1);
  return done(`${named(trackOf(entry).title)} was removed from the queue`);
};

/** Puts an entry before another, or at the end. */
export const move = async (
  queue: QueueLike,
  { uid, before }: Extract<Command, { action: "move" }>,
  uids: Uids,
): Promise<Act> => {
  const from = placeOf(queue, uid, uids);
  if (typeof from !== "number") return from;
  const to = before === null ? queue.tracks.length : placeOf(queue, before, uids);
  if (typeof to !== "number") return refused("the track before which it was to go is no longer in the queue");
  const entry = queue.tracks[from];
  const moved = done(`${named(trackOf(entry).title)} was moved`);
  if (to === from || to === from + 1) return moved;
  // Both change the queue at once, and then save it: nothing comes between them.
  const out = queue.splice(from, 1);
  const back = queue.splice(to > from ? to - 1 : to, 0, givenTo([entry]));
  await Promise.all([out, back]);
  return moved;
};

/** Its index among those that wait. */
const placeOf = (queue: QueueLike, uid: string, uids: Uids): number | Act => {
  const at = uidsOf(queue, uids).indexOf(uid);
  if (at < 0) return GONE;
  if (queue.current === null) return at;
  return at === 0 ? PLAYING : at - 1;
};
