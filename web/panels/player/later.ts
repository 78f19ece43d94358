import type { PlayerSnapshot, QueueItem } from "#protocol/music.ts";

/** What waits behind the snapshot's own part of the queue, as far as it was asked for. */
export interface Later {
  readonly items: readonly QueueItem[];
  /** Of them, those that may be others by now: the queue has changed since they were told. */
  readonly unsure: ReadonlySet<string>;
}

/** A page of the queue as it was told. */
export interface QueuePage {
  /** Its place in the queue, from 0. */
  readonly from: number;
  readonly items: readonly QueueItem[];
}

export const NOTHING_LATER: Later = { items: [], unsure: new Set() };

/** Whether nothing has moved behind the snapshots' own parts, from one to the other. */
export const isSameQueue = (one: PlayerSnapshot | null, other: PlayerSnapshot | null): boolean => {
  if (one === null || other === null) return one === other;
  // A bot that tells no mark has changed it as far as anyone knows.
  return one.queueMark === undefined ? one.queue === other.queue : one.queueMark === other.queueMark;
};

/** Those that are not in the snapshot itself, as many as there can be. */
const fitting = (player: PlayerSnapshot, items: readonly QueueItem[], unsure: ReadonlySet<string>): Later => {
  const ahead = new Set([player.current, ...player.queue].map((its) => its?.uid));
  const kept = items.filter(({ uid }) => !ahead.has(uid)).slice(0, player.total - player.queue.length);
  if (kept.length === 0) return NOTHING_LATER;
  return { items: kept, unsure: new Set(kept.map(({ uid }) => uid).filter((uid) => unsure.has(uid))) };
};

/** What is known of them after the player has become another. */
export const laterAfter = (
  before: PlayerSnapshot | null,
  player: PlayerSnapshot | null,
  { items, unsure }: Later,
): Later => {
  if (player === null || items.length === 0) return NOTHING_LATER;
  const doubted = isSameQueue(before, player) ? unsure : new Set(items.map(({ uid }) => uid));
  return fitting(player, items, doubted);
};

/** What is known of them once a page has come. One that begins behind all that is known tells nothing. */
export const withPage = (player: PlayerSnapshot | null, later: Later, { from, items }: QueuePage): Later => {
  if (player === null) return NOTHING_LATER;
  const at = Math.max(0, from - player.queue.length);
  if (at > later.items.length) return later;
  const told = new Set(items.map(({ uid }) => uid));
  const others = (some: readonly QueueItem[]) => some.filter(({ uid }) => !told.has(uid));
  const behind = others(later.items.slice(at + items.length));
  const unsure = new Set([...later.unsure].filter((uid) => !told.has(uid)));
  return fitting(player, [...others(later.items.slice(0, at)), ...items, ...behind], unsure);
};
