import type { PlayerSnapshot, QueueItem } from "#protocol/music.ts";

/** An entry of a queue. */
export const testItem = (uid: string, more: Partial<QueueItem> = {}): QueueItem => ({
  uid,
  title: `Track ${uid}`,
  author: "Someone",
  uri: null,
  artworkUrl: null,
  durationMs: 60_000,
  isStream: false,
  source: "youtube",
  requester: null,
  ...more,
});

/** A player that plays `now`, with `a`, `b` and `c` behind it. */
export const testPlayer = (more: Partial<PlayerSnapshot> = {}): PlayerSnapshot => ({
  guildId: "81384788765712384",
  rev: 5,
  state: "playing",
  channel: null,
  current: testItem("now"),
  positionMs: 10_000,
  positionAt: 1_000,
  volume: 80,
  loop: "off",
  effect: null,
  effects: [],
  queue: ["a", "b", "c"].map((uid) => testItem(uid)),
  total: 3,
  totalMs: 180_000,
  can: ["play", "skip", "pause", "resume", "remove", "move"],
  sources: [],
  votes: null,
  ...more,
});
