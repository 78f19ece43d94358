/** A member of a guild, as the bot's own cache has them at this moment. */
export interface MemberFacts {
  readonly isOwner: boolean;
  /** Administrator, or Manage Server. */
  readonly isManager: boolean;
  readonly roleIds: readonly string[];
  /** The voice channel that they are in; null for none. */
  readonly voiceChannelId: string | null;
  readonly name: string;
}

/** What the bot knows of guilds and people; adapters make one of their Discord library's client. */
export interface MemberSource {
  /** Of these guilds those that this process serves. */
  guildsAmong(guildIds: readonly string[]): readonly string[];
  /** null where they are no member; asks Discord only where the cache does not know them, or may be old. */
  member(guildId: string, userId: string): Promise<MemberFacts | null>;
  /** People in a voice channel, bots left out. */
  listeners(guildId: string, channelId: string): readonly string[];
  /**
   * Calls back once the bot knows its guilds, at once where it does; the result takes that back. Until then its players
   * are away: whoever looks must not be told that they are no member. Left out, it knows them from the start.
   */
  whenReady?(then: () => void): () => void;
  /**
   * Calls back whenever someone enters a voice channel or leaves one, with those that it is about, and whenever someone
   * has other roles, with null; the result ends it. Left out, people see what they may do, and how many votes it takes,
   * only some time after.
   */
  listen?(onChange: (guildId: string, channelIds: readonly string[] | null) => void): () => void;
}
