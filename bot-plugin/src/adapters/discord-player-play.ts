import { added, NOT_FOUND, NOWHERE } from "../music/act-words.ts";
import { failed, refused } from "../music/acts.ts";
import type { LinkRule } from "../music/link-rule.ts";
import type { Act, Requester } from "../music/player-adapter.ts";
import type { Command } from "../protocol/music.ts";
import { channelIdOf, isConnected, isReady } from "./discord-player-queues.ts";
import { load } from "./discord-player-search.ts";
import type { DiscordPlayerLike, QueueLike } from "./discord-player-shapes.ts";
import { type Askers, trackOf } from "./discord-player-tracks.ts";
import { givenTo } from "./listen.ts";

/** What a host gives to the library's own `play`: how queues that begin from the page are made. */
export interface PlayOptions {
  /** Such as `metadata`, `volume`, `leaveOnEnd`. */
  readonly nodeOptions?: object | undefined;
  /** Such as `deaf`, `daveEncryption`. */
  readonly connectionOptions?: object | undefined;
}

/** Where something is to be played, for whom and how. */
export interface PlayPlace {
  readonly guildId: string;
  readonly requester: Requester;
  /** Where a player begins that is in no channel; null: nowhere. */
  readonly voiceChannelId: string | null;
  readonly mayPlay: LinkRule | undefined;
  readonly options: PlayOptions;
  readonly askers: Askers;
}

const UNSEEN = refused("the bot does not see that voice channel");
const FULL = refused("there is not enough room in the queue for that");
const UNPLAYABLE = failed("what was found cannot be played");
const UNHEARD = failed("the bot could not get into the voice channel");

/** Finds what is wanted, puts it into the queue, and begins where nothing plays. Rejects as the library does. */
export const play = async (
  player: DiscordPlayerLike,
  { query, source, isNext = false }: Extract<Command, { action: "play" }>,
  { guildId, requester, voiceChannelId, mayPlay, options, askers }: PlayPlace,
): Promise<Act> => {
  const ownChannelId = () => {
    const queue = player.nodes.cache.get(guildId);
    return (queue === undefined ? null : channelIdOf(queue)) ?? voiceChannelId;
  };
  if (ownChannelId() === null) return NOWHERE;
  const loaded = await load(player, { query, source, requester, mayPlay }, askers);
  if (loaded.kind === "none") return loaded.act;
  if (loaded.kind === "nothing") return NOT_FOUND;
  // What was true before it was looked for may have changed.
  const channelId = ownChannelId();
  if (channelId === null) return NOWHERE;
  const channel = player.client.channels.cache.get(channelId);
  if (channel === undefined) return UNSEEN;
  const queue =
    player.nodes.cache.get(guildId) ??
    player.nodes.create(givenTo(guildId), givenTo({ ...options.nodeOptions }));
  const tracks = loaded.isList ? loaded.tracks : loaded.tracks.slice(0, 1);
  if (queue.getCapacity() < tracks.length) return FULL;
  const isPlaying = await enqueue(queue, tracks, { channel, isNext, options });
  if (isPlaying === null) return UNPLAYABLE;
  if (isPlaying && !isReady(queue)) {
    // It would wait for the channel for ever, and all that is added with it.
    queue.delete();
    return UNHEARD;
  }
  return added(trackOf(tracks[0]).title, { count: tracks.length, isPlaying, isNext });
};

interface Way {
  readonly channel: object;
  readonly isNext: boolean;
  readonly options: PlayOptions;
}

/** One after the other in a queue, as the library's own `play` does. @returns whether it plays, or null: it is gone */
const enqueue = async (
  queue: QueueLike,
  tracks: readonly unknown[],
  { channel, isNext, options }: Way,
): Promise<boolean | null> => {
  await queue.tasksQueue.acquire().getTask();
  try {
    if (!isConnected(queue)) await queue.connect(givenTo(channel), givenTo({ ...options.connectionOptions }));
    const [first] = tracks;
    if (!isNext) queue.addTrack(givenTo(tracks.length === 1 ? first : tracks));
    else if (tracks.length === 1) queue.node.insert(givenTo(first), 0);
    else queue.prepend(givenTo(tracks));
    const isIdle = !queue.isPlaying() && (queue.currentTrack ?? null) === null;
    if (isIdle) await queue.node.play(null);
    if (queue.currentTrack === first) return true;
    const isThere = [queue.tracks, queue.history.tracks].some(({ store }) =>
      store.some((one) => one === first),
    );
    return isThere ? false : null;
  } finally {
    queue.tasksQueue.release();
  }
};
