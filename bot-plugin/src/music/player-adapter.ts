import type { Command, Found, Lookup, PlayerSnapshot } from "../protocol/music.ts";

/** What became of something that an adapter was told to do; `message` is for people. */
export interface Act {
  readonly outcome: "done" | "refused" | "failed";
  readonly message: string;
}

/** Who wants it, as tracks are marked with them. */
export interface Requester {
  readonly id: string;
  readonly name: string;
}

/** One music library: plays in guilds, and knows nothing of rights. */
export interface PlayerAdapter {
  /** Such as `lavalink-client 2.11.0`. */
  readonly library: string;
  /** What is in a guild now; null where nothing plays. Reads only, and holds no secret. */
  snapshot(guildId: string): PlayerSnapshot | null;
  /** The voice channel that the bot is in there; null for none. */
  channelOf(guildId: string): string | null;
  /** Who asked for an entry of the queue, or for what plays where `uid` is null; null where that is not known. */
  requesterOf(guildId: string, uid: string | null): string | null;
  /**
   * Does it. Entries are named by `uid`, never by their place; one that is gone is `refused` in words.
   * @param voiceChannelId where a player is begun that does not exist yet; null: nowhere
   */
  act(guildId: string, command: Command, requester: Requester, voiceChannelId: string | null): Promise<Act>;
  lookup(guildId: string, lookup: Lookup, requester: Requester): Promise<Found | Act>;
  /** Calls back whenever a guild's snapshot may be another; the result ends it. */
  listen(onChange: (guildId: string) => void): () => void;
}
