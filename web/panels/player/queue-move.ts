import type { QueueItem } from "#protocol/music.ts";

/** Keys that move an entry. */
export const MOVE_KEYS = ["ArrowUp", "ArrowDown", "Home", "End"] as const;
export type MoveKey = (typeof MOVE_KEYS)[number];

/** Where an entry goes: before which, and to what place from 1. */
export interface Move {
  readonly uid: string;
  readonly before: string | null;
  readonly place: number;
}

/** Whether a key moves entries. */
export const isMoveKey = (key: string): key is MoveKey => MOVE_KEYS.some((its) => its === key);

/**
 * Where an entry is to stand; null where it stands there already, or where that is not known yet.
 * @param before null for the end
 * @param total how many wait in all, of which `queue` is the beginning
 */
export const moveTo = (
  queue: readonly QueueItem[],
  total: number,
  uid: string,
  before: string | null,
): Move | null => {
  const from = queue.findIndex((its) => its.uid === uid);
  if (from === -1 || before === uid) return null;
  const known = before === null ? queue.length : queue.findIndex((its) => its.uid === before);
  // What stands behind the last one that is known is not known: its end is not the queue's.
  if (known === -1 || (before === null && queue.length < total)) return null;
  const to = known > from ? known - 1 : known;
  return to === from ? null : { uid, before, place: to + 1 };
};

/** Where a key brings an entry. */
export const moveByKey = (
  queue: readonly QueueItem[],
  total: number,
  uid: string,
  key: MoveKey,
): Move | null => {
  const from = queue.findIndex((its) => its.uid === uid);
  const before = {
    ArrowUp: queue[from - 1],
    ArrowDown: queue[from + 2],
    Home: queue[0],
    End: undefined,
  }[key];
  const isAtTop = from === 0 && (key === "ArrowUp" || key === "Home");
  const isAtEnd = from === queue.length - 1 && (key === "ArrowDown" || key === "End");
  return isAtTop || isAtEnd ? null : moveTo(queue, total, uid, before?.uid ?? null);
};
