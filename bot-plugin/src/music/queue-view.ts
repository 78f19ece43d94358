import { type PlayerSnapshot, QUEUE_PAGE, type QueueItem } from "../protocol/music.ts";
import { type Entries, uidsOf } from "./entries.ts";
import { markOf } from "./mark-of.ts";
import type { Uids } from "./uids.ts";

/** An entry as people see it. */
export type ItemOf = (entry: unknown, uid: string) => QueueItem;

const MOST_TRACKS = 1_000_000;

/** What plays, the first page of those that wait, and the mark of all of them where more do. */
export const shownOf = (
  entries: Entries,
  uids: Uids,
  itemOf: ItemOf,
): Pick<PlayerSnapshot, "current" | "queue" | "queueMark"> => {
  const { current, tracks } = entries;
  const all = uidsOf(entries, uids);
  const [first = ""] = all;
  const waiting = current === null ? all : all.slice(1);
  const hasMore = tracks.length > QUEUE_PAGE;
  return {
    current: current && itemOf(current, first),
    queue: itemsAt(tracks, waiting, 0, itemOf),
    ...(hasMore && { queueMark: markOf(waiting) }),
  };
};

/** A page of those that wait. @param from how many before it are left out */
export const pageOf = (entries: Entries, from: number, uids: Uids, itemOf: ItemOf): QueueItem[] => {
  const waiting = uidsOf(entries, uids).slice(entries.current === null ? 0 : 1);
  return itemsAt(entries.tracks, waiting, from, itemOf);
};

const itemsAt = (
  tracks: readonly object[],
  named: readonly string[],
  from: number,
  itemOf: ItemOf,
): QueueItem[] =>
  tracks.slice(from, from + QUEUE_PAGE).map((track, at) => itemOf(track, named[from + at] ?? ""));

/** The last that played, the latest first. */
export const formerOf = (former: readonly unknown[], uids: Uids, itemOf: ItemOf): QueueItem[] => {
  const page = former.slice(0, QUEUE_PAGE);
  const named = uids.of(page);
  return page.map((track, at) => itemOf(track, named[at] ?? ""));
};

/** How many wait, and how long they take together. @param lengthOf in ms */
export const sumsOf = (
  tracks: readonly unknown[],
  lengthOf: (track: unknown) => number,
): { readonly total: number; readonly totalMs: number } => ({
  total: Math.min(tracks.length, MOST_TRACKS),
  totalMs: Math.min(
    tracks.reduce<number>((sum, track) => sum + lengthOf(track), 0),
    Number.MAX_SAFE_INTEGER,
  ),
});

/** A volume in percent, as snapshots take it. */
export const percentOf = (volume: number): number => Math.min(Math.round(volume), 1_000);
