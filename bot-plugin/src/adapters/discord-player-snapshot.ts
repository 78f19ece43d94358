import type { Playhead } from "../music/playhead.ts";
import { type ItemOf, percentOf, shownOf, sumsOf } from "../music/queue-view.ts";
import { read } from "../music/read.ts";
import { spanOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import { LOOP_MODES, type PlayerAction, type PlayerLookup, type PlayerSnapshot } from "../protocol/music.ts";
import { effectOf, effectsOf } from "./discord-player-effects.ts";
import { channelIdOf, entriesOf, isSeekable, REPEAT_MODES, stateOf } from "./discord-player-queues.ts";
import type { QueueLike } from "./discord-player-shapes.ts";
import { lengthOf } from "./discord-player-tracks.ts";

/** What a snapshot needs beside the queue. */
export interface Shown {
  readonly head: Playhead;
  readonly uids: Uids;
  readonly itemOf: ItemOf;
  readonly channelName: (channelId: string) => string;
  readonly sources: PlayerSnapshot["sources"];
  readonly hasFfmpeg: boolean;
  readonly hasLyrics: boolean;
}

const ALWAYS = [
  "play",
  "skip",
  "pause",
  "resume",
  "stop",
  "loop",
  "shuffle",
  "clear",
  "remove",
  "move",
  "history",
] as const;

/** A queue as people see it; its revision is for those to number who send it on. */
export const snapshotOf = (queue: QueueLike, shown: Shown): PlayerSnapshot => {
  const { head, uids, itemOf, channelName, sources } = shown;
  const entries = entriesOf(queue);
  const channelId = channelIdOf(queue);
  const effects = effectsOf(queue);
  return {
    guildId: queue.id,
    rev: 0,
    state: stateOf(queue),
    channel: channelId === null ? null : { id: channelId, name: channelName(channelId) },
    ...shownOf(entries, uids, itemOf),
    positionMs: head.positionMs,
    positionAt: head.positionAt,
    volume: volumeOf(queue),
    loop: LOOP_MODES.find((mode) => REPEAT_MODES[mode] === queue.repeatMode) ?? "off",
    effect: effectOf(queue),
    effects,
    ...sumsOf(entries.tracks, lengthOf),
    can: canOf(queue, shown, effects.length > 0),
    sources,
    votes: null,
  };
};

/** Where nothing plays, the volume with which the next track begins. */
const volumeOf = ({ node, filters }: QueueLike): number =>
  percentOf(spanOf(read(read(filters, "_lastFiltersCache"), "volume") ?? node.volume));

const canOf = (
  queue: QueueLike,
  { sources, hasFfmpeg, hasLyrics }: Shown,
  hasEffects: boolean,
): (PlayerAction | PlayerLookup)[] => [
  ...ALWAYS,
  ...(read(queue.options, "disableVolume") === true ? [] : (["volume"] as const)),
  ...(queue.history.tracks.store.length > 0 ? (["previous"] as const) : []),
  ...(isSeekable(queue, hasFfmpeg) ? (["seek"] as const) : []),
  ...(hasEffects ? (["effect"] as const) : []),
  ...(sources.length > 0 ? (["search"] as const) : []),
  ...(hasLyrics ? (["lyrics"] as const) : []),
];
