import { refused } from "./acts.ts";
import type { Act } from "./player-adapter.ts";
import type { Uids } from "./uids.ts";

/** What plays in a queue, and what waits, the next first; entries are known by the objects that they are. */
export interface Entries {
  readonly current: object | null;
  readonly tracks: readonly object[];
}

/** Where an entry of those that wait goes: taken out at `from`, it is put back at `to`. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

const GONE = refused("that track is no longer in the queue");
const PLAYING = refused("that track is playing already");
const TARGET_GONE = refused("the track before which it was to go is no longer in the queue");

/** uids of what plays, where anything does, and of all that wait. */
export const uidsOf = ({ current, tracks }: Entries, uids: Uids): string[] =>
  uids.of(current === null ? tracks : [current, ...tracks]);

/** The entry's index among those that wait; or why it cannot be had. */
export const placeOf = (entries: Entries, uid: string, uids: Uids): number | Act => {
  const at = uidsOf(entries, uids).indexOf(uid);
  if (at < 0) return GONE;
  if (entries.current === null) return at;
  return at === 0 ? PLAYING : at - 1;
};

/** What it takes to put an entry before another; or why it cannot be done. @param before null for the end */
export const placesOf = (
  entries: Entries,
  { uid, before }: { readonly uid: string; readonly before: string | null },
  uids: Uids,
): Places | Act => {
  const from = placeOf(entries, uid, uids);
  if (typeof from !== "number") return from;
  const to = before === null ? entries.tracks.length : placeOf(entries, before, uids);
  if (typeof to !== "number") return TARGET_GONE;
  return { from, to: to > from ? to - 1 : to };
};

/** The entry that has this uid, playing or waiting; the one that plays where it is null. */
export const entryOf = (entries: Entries, uid: string | null, uids: Uids): object | null => {
  const { current, tracks } = entries;
  if (uid === null) return current;
  const all = current === null ? tracks : [current, ...tracks];
  return all[uidsOf(entries, uids).indexOf(uid)] ?? null;
};
