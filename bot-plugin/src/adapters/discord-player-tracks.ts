import { personOf } from "../music/person-of.ts";
import type { Requester } from "../music/player-adapter.ts";
import type { ItemOf } from "../music/queue-view.ts";
import { read } from "../music/read.ts";
import { spanOf, trackFrom } from "../music/track-of.ts";
import type { Track } from "../protocol/music.ts";

/** Who asked for tracks that were added from the page: the library knows users that discord.js has in its cache alone. */
export type Askers = WeakMap<object, Requester>;

/** A track of discord-player as a snapshot shows it: a field that is not named here stays there. */
export const trackOf = (track: unknown): Track => {
  const thumbnail = read(track, "thumbnail");
  return trackFrom({
    title: unescaped(read(track, "title")),
    author: read(track, "author"),
    uri: read(track, "url"),
    artworkUrl: read(thumbnail, "url") ?? thumbnail,
    durationMs: read(track, "durationMS"),
    isStream: isLive(track),
    source: read(track, "source"),
  });
};

/** Whether it has no end. */
export const isLive = (track: unknown): boolean => read(track, "live") === true;

/** How long a track is, in ms; 0 where it has no end, or where that is not known. */
export const lengthOf = (track: unknown): number => (isLive(track) ? 0 : spanOf(read(track, "durationMS")));

/** The user id and name of who asked for a track; null where that is not known. */
export const requesterOf = (track: unknown, askers: Askers): Requester | null => {
  const asker = typeof track === "object" && track !== null ? askers.get(track) : undefined;
  return personOf(asker ?? read(track, "requestedBy"));
};

/** Entries of queues. */
export const itemsOf =
  (askers: Askers): ItemOf =>
  (entry, uid) => ({ ...trackOf(entry), uid, requester: requesterOf(entry, askers) });

/** The library writes titles for Discord, with a backslash before what its Markdown would take for a mark. */
const unescaped = (title: unknown): unknown =>
  typeof title === "string" ? title.replace(/\\([\\`*_~|])/g, "$1") : title;
