import { personOf } from "../music/person-of.ts";
import type { Playhead } from "../music/playhead.ts";
import { type ItemOf, percentOf, shownOf, sumsOf } from "../music/queue-view.ts";
import { read } from "../music/read.ts";
import { spanOf, trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import {
  LOOP_MODES,
  type PlayerAction,
  type PlayerLookup,
  type PlayerSnapshot,
  type PlayerState,
  snowflakeSchema,
} from "../protocol/music.ts";
import { effectOf, effectsOf } from "./lavalink-client-effects.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { hasLyrics, sourcesOf } from "./lavalink-client-sources.ts";

/** What a snapshot needs beside the player. */
export interface Shown {
  readonly manager: MusicManagerLike;
  readonly head: Playhead;
  readonly uids: Uids;
  readonly channelName: (channelId: string) => string;
}

const ALWAYS = [
  "play",
  "skip",
  "pause",
  "resume",
  "stop",
  "volume",
  "loop",
  "shuffle",
  "clear",
  "remove",
  "move",
  "history",
] as const;

/** What a player does now. */
export const stateOf = (player: MusicPlayerLike): PlayerState => {
  if (player.queue.current === null) return "idle";
  if (player.paused) return "paused";
  return player.playing && player.connected === true && player.node.connected === true
    ? "playing"
    : "buffering";
};

/** Entries of queues, without anything that the host keeps on them. */
export const itemsOf = (manager: MusicManagerLike): ItemOf => {
  // The library marks what nobody asked for with the bot.
  const botId = botIdOf(manager);
  return (entry, uid) => {
    const requester = personOf(read(entry, "requester"));
    return { ...trackOf(entry), uid, requester: requester?.id === botId ? null : requester };
  };
};

/** The bot's own user id, as the library has it. */
export const botIdOf = ({ options }: MusicManagerLike): unknown => read(read(options, "client"), "id");

/** Whether one can go to another place in what plays. */
export const isSeekable = (current: unknown): boolean => {
  const info = read(current, "info");
  return read(info, "isSeekable") === true && read(info, "isStream") !== true;
};

/** A player as people see it; its revision is for those to number who send it on. */
export const snapshotOf = (
  player: MusicPlayerLike,
  { manager, head, uids, channelName }: Shown,
): PlayerSnapshot => {
  const { current, queue, queueMark } = shownOf(player.queue, uids, itemsOf(manager));
  const channelId = snowflakeSchema.safeParse(player.voiceChannelId).data;
  const effects = effectsOf(player);
  const sources = sourcesOf(manager, player.node);
  return {
    guildId: player.guildId,
    rev: 0,
    state: stateOf(player),
    channel: channelId === undefined ? null : { id: channelId, name: channelName(channelId) },
    current,
    positionMs: head.positionMs,
    positionAt: head.positionAt,
    volume: percentOf(spanOf(player.volume)),
    loop: LOOP_MODES.find((mode) => mode === player.repeatMode) ?? "off",
    effect: effectOf(player),
    effects,
    queue,
    ...(queueMark !== undefined && { queueMark }),
    ...sumsOf(player.queue.tracks, trackLengthOf),
    can: canOf(player, { effects, hasSources: sources.length > 0 }),
    sources,
    votes: null,
  };
};

const trackLengthOf = (track: unknown): number => {
  const info = read(track, "info");
  return read(info, "isStream") === true ? 0 : spanOf(read(info, "duration") ?? read(info, "length"));
};

const canOf = (
  { queue, node }: MusicPlayerLike,
  { effects, hasSources }: { readonly effects: readonly string[]; readonly hasSources: boolean },
): (PlayerAction | PlayerLookup)[] => [
  ...ALWAYS,
  ...(queue.previous.length > 0 ? (["previous"] as const) : []),
  ...(isSeekable(queue.current) ? (["seek"] as const) : []),
  ...(effects.length > 0 ? (["effect"] as const) : []),
  ...(hasSources ? (["search"] as const) : []),
  ...(hasLyrics(node) ? (["lyrics"] as const) : []),
];
