import { moved, removed } from "../music/act-words.ts";
import { placeOf, placesOf } from "../music/entries.ts";
import type { Act } from "../music/player-adapter.ts";
import { trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import type { Command } from "../protocol/music.ts";
import type { QueueLike } from "./lavalink-client-music-shapes.ts";
import { givenTo } from "./listen.ts";

/** Takes an entry out. */
export const remove = async (queue: QueueLike, uid: string, uids: Uids): Promise<Act> => {
  const at = placeOf(queue, uid, uids);
  if (typeof at !== "number") return at;
  const entry = queue.tracks[at];
  await queue.splice(at, 1);
  return removed(trackOf(entry).title);
};

/** Puts an entry before another, or at the end. */
export const move = async (
  queue: QueueLike,
  command: Extract<Command, { action: "move" }>,
  uids: Uids,
): Promise<Act> => {
  const places = placesOf(queue, command, uids);
  if ("outcome" in places) return places;
  const { from, to } = places;
  const entry = queue.tracks[from];
  // Both change the queue at once, and then save it: nothing comes between them.
  if (to !== from) await Promise.all([queue.splice(from, 1), queue.splice(to, 0, givenTo([entry]))]);
  return moved(trackOf(entry).title);
};
