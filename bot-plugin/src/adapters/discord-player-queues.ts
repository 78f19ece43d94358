import type { Entries } from "../music/entries.ts";
import { read } from "../music/read.ts";
import type { PlayerState } from "../protocol/music.ts";
import { snowflakeSchema } from "../protocol/music.ts";
import type { QueueLike } from "./discord-player-shapes.ts";
import { lengthOf } from "./discord-player-tracks.ts";

/** As the library numbers them; it has `3`, autoplay, beside. */
export const REPEAT_MODES = { off: 0, track: 1, queue: 2 } as const;

/** What plays and what waits. */
export const entriesOf = ({ currentTrack, tracks }: QueueLike): Entries => ({
  current: currentTrack ?? null,
  tracks: tracks.store,
});

/** What a queue does now. A player without a voice connection pauses by itself, and goes on by itself. */
export const stateOf = ({ currentTrack, dispatcher }: QueueLike): PlayerState => {
  if ((currentTrack ?? null) === null) return "idle";
  const status = read(dispatcher, "status");
  return status === "paused" || status === "playing" ? status : "buffering";
};

/** Whether it is in a voice channel, or on its way there. */
export const isConnected = ({ dispatcher, connection }: QueueLike): boolean =>
  dispatcher !== null && connection !== null && statusOf(connection) !== "destroyed";

/** Whether it is heard there. */
export const isReady = ({ connection }: QueueLike): boolean => statusOf(connection) === "ready";

/** The voice channel that it is in; null for none. */
export const channelIdOf = (queue: QueueLike): string | null => {
  if (!isConnected(queue)) return null;
  // The library's own `channel` is not told of moves where a host handles voice states itself.
  const id = read(read(queue.connection, "joinConfig"), "channelId");
  return snowflakeSchema.safeParse(id).data ?? null;
};

/**
 * Whether one can go to another place in what plays: the library does it by FFmpeg. Its own seeker goes ahead only, so
 * a host that has it on gets neither.
 */
export const isSeekable = (queue: QueueLike, hasFfmpeg: boolean): boolean =>
  hasFfmpeg && (queue.filters.seeker ?? null) === null && lengthOf(queue.currentTrack) > 0;

const statusOf = (connection: unknown): unknown => read(read(connection, "state"), "status");
