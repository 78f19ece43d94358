import { added, NOT_FOUND, NOWHERE } from "../music/act-words.ts";
import { failed } from "../music/acts.ts";
import type { LinkRule } from "../music/link-rule.ts";
import type { Act, Requester } from "../music/player-adapter.ts";
import { trackOf } from "../music/track-of.ts";
import type { Command } from "../protocol/music.ts";
import { begin } from "./lavalink-client-begin.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { load } from "./lavalink-client-search.ts";
import { givenTo } from "./listen.ts";

/** Where something is to be played, and for whom. */
export interface PlayPlace {
  readonly guildId: string;
  readonly requester: Requester;
  /** Where a player begins that is in no channel; null: nowhere. */
  readonly voiceChannelId: string | null;
  readonly mayPlay: LinkRule | undefined;
}

/** Finds what is wanted, puts it into the queue, and begins where nothing plays. Rejects as the library does. */
export const play = async (
  manager: MusicManagerLike,
  { query, source, isNext = false }: Extract<Command, { action: "play" }>,
  { guildId, requester, voiceChannelId, mayPlay }: PlayPlace,
): Promise<Act> => {
  const isSomewhere = () => Boolean(manager.players.get(guildId)?.voiceChannelId ?? voiceChannelId);
  if (!isSomewhere()) return NOWHERE;
  const own = manager.players.get(guildId)?.node ?? null;
  const loaded = await load(manager, own, { query, source, requester, mayPlay });
  if (loaded.kind === "none") return loaded.act;
  if (loaded.kind === "nothing") return NOT_FOUND;
  // What was true before it was looked for may have changed.
  const player = manager.players.get(guildId) ?? create(manager, guildId, voiceChannelId);
  if (player === null || !isSomewhere()) return NOWHERE;
  const tracks = loaded.isList ? loaded.tracks : loaded.tracks.slice(0, 1);
  const { queue } = player;
  const waited = queue.tracks.length;
  await (isNext ? queue.add(givenTo(tracks), 0) : queue.add(givenTo(tracks)));
  if (queue.tracks.length === waited && queue.current === null)
    return failed("what was found cannot be played");
  await enter(player, voiceChannelId);
  if (player.queue.current === null) await begin(player);
  const isPlaying = player.queue.current === tracks[0];
  return added(trackOf(tracks[0]).title, { count: tracks.length, isPlaying, isNext });
};

const create = (
  manager: MusicManagerLike,
  guildId: string,
  voiceChannelId: string | null,
): MusicPlayerLike | null =>
  voiceChannelId === null
    ? null
    : manager.createPlayer(givenTo({ guildId, voiceChannelId, selfDeaf: true, selfMute: false }));

/** A new player has joined nothing yet, one that was thrown out is nowhere. */
const enter = async (player: MusicPlayerLike, voiceChannelId: string | null): Promise<void> => {
  if (player.connected === true && player.voiceChannelId !== null) return;
  if (player.voiceChannelId === null && voiceChannelId !== null)
    player.options.voiceChannelId = voiceChannelId;
  await player.connect();
};
