import { hook } from "../music/hook.ts";
import { read } from "../music/read.ts";
import { type DiscordPlayerLike, type QueueLike, queueOf } from "./discord-player-shapes.ts";
import { type Listener, listen } from "./listen.ts";

/**
 * Events whose first argument is a queue that may have become another. Others are not to be listened to: with a
 * listener of its own `willPlayTrack` and `willAutoPlay` wait for what it decides, `voiceStateUpdate` is no longer
 * handled by the library, `error` and `playerError` are no longer printed, and `debug` costs time.
 */
const OF_QUEUES = [
  "audioTrackAdd",
  "audioTracksAdd",
  "audioTrackRemove",
  "audioTracksRemove",
  "audioFiltersUpdate",
  "biquadFiltersUpdate",
  "channelPopulate",
  "connection",
  "connectionDestroyed",
  "disconnect",
  "dspUpdate",
  "emptyChannel",
  "emptyQueue",
  "equalizerUpdate",
  "playerFinish",
  "playerPause",
  "playerResume",
  "playerSeek",
  "playerSkip",
  "playerStart",
  "playerTrigger",
  "queueCreate",
  "queueDelete",
  "sampleRateFilterUpdate",
  "sampleRateUpdate",
  "volumeChange",
];

/** Methods that change a queue, or what it plays with, and tell it by no event. */
const UNTOLD = {
  queue: ["setRepeatMode", "prepend", "append"],
  node: ["insert", "swap", "jump", "skipTo"],
  tracks: ["add", "clear", "shuffle", "remove", "removeOne", "dispatch"],
};

/** Hears of whatever changes queues of a player, those that are there and those to come; the result ends it. */
export const hearChanges = (player: DiscordPlayerLike, changed: (queue: QueueLike) => void): (() => void) => {
  const hooked = new Map<QueueLike, readonly (() => void)[]>();
  const detach = (queue: QueueLike) => {
    for (const unhook of hooked.get(queue) ?? []) unhook();
    hooked.delete(queue);
  };
  const attach = (queue: QueueLike) => {
    // Hosts can end a queue in a way that is told by no event.
    for (const known of hooked.keys()) if (player.nodes.cache.get(known.id) !== known) detach(known);
    if (!hooked.has(queue))
      hooked.set(
        queue,
        hookUntold(queue, () => changed(queue)),
      );
  };
  const hear = (queue: unknown) => {
    if (typeof read(queue, "id") === "string") changed(queueOf(queue));
  };
  const ofQueues: Record<string, Listener> = Object.fromEntries(OF_QUEUES.map((event) => [event, hear]));
  ofQueues["queueCreate"] = (queue) => {
    attach(queueOf(queue));
    hear(queue);
  };
  ofQueues["queueDelete"] = (queue) => {
    hear(queue);
    detach(queueOf(queue));
  };
  const ofVoice: Listener = (_, state) => {
    if (read(state, "id") !== player.client.user?.id) return;
    const guildId = read(read(state, "guild"), "id");
    const queue = typeof guildId === "string" ? player.nodes.cache.get(guildId) : undefined;
    if (queue !== undefined) changed(queue);
  };
  for (const queue of player.nodes.cache.values()) attach(queue);
  const stops = [listen(player.events, ofQueues), listen(player.client, { voiceStateUpdate: ofVoice })];
  return () => {
    for (const stop of [...stops, ...[...hooked.values()].flat()]) stop();
    hooked.clear();
  };
};

const hookUntold = (queue: QueueLike, onChange: () => void): (() => void)[] => {
  const { node, tracks } = queue;
  return [
    ...UNTOLD.queue.map((name) => hook(queue, name, onChange)),
    ...UNTOLD.node.map((name) => hook(node, name, onChange)),
    ...UNTOLD.tracks.map((name) => hook(tracks, name, onChange)),
  ];
};
