import type { MemberFacts, MemberSource } from "../music/member-source.ts";
import { within } from "../music/within.ts";
import { fieldsOf } from "../protocol/lenient.ts";
import { systemTiming, type Timing } from "../transport/timing.ts";

/** What is used of a discord.js 14 `GuildMember`. */
export interface DiscordJsMember {
  readonly displayName: string;
  readonly permissions: { readonly bitfield: bigint };
  readonly roles: { readonly cache: { keys(): Iterable<string> } };
}

/** What is used of a discord.js 14 `Guild`. */
export interface DiscordJsGuild {
  readonly id: string;
  readonly ownerId: string;
  readonly members: {
    readonly cache: { get(id: string): DiscordJsMember | undefined };
    fetch(options: { user: string; force: boolean }): Promise<DiscordJsMember>;
  };
  readonly voiceStates: {
    readonly cache: {
      get(id: string): { readonly channelId: string | null } | undefined;
      values(): Iterable<{
        readonly id: string;
        readonly channelId: string | null;
        readonly member: { readonly user: { readonly bot: boolean } } | null;
      }>;
    };
  };
}

/** What is used of a discord.js 14 `VoiceState`. */
export interface DiscordJsVoiceState {
  readonly channelId: string | null;
  readonly guild: { readonly id: string };
}

/** Someone whose roles may be others. */
type DiscordJsMemberRoles = Pick<DiscordJsMember, "roles"> & { readonly guild: { readonly id: string } };

type OnShard = (shardId: number) => void;
type OnVoiceState = (before: DiscordJsVoiceState, after: DiscordJsVoiceState) => void;
type OnMember = (before: DiscordJsMemberRoles, after: DiscordJsMemberRoles) => void;

/** What is used of a discord.js 14 `Client` to know members; any that has this will do. */
export interface DiscordJsMemberClient {
  readonly user: { readonly id: string } | null;
  /** null: it has not been ready yet. */
  readonly readyTimestamp: number | null;
  readonly options: { readonly intents: { readonly bitfield: number } };
  readonly guilds: { readonly cache: { get(id: string): DiscordJsGuild | undefined } };
  on(event: "voiceStateUpdate", listener: OnVoiceState): unknown;
  on(event: "guildMemberUpdate", listener: OnMember): unknown;
  on(event: "shardReady", listener: OnShard): unknown;
  off(event: "voiceStateUpdate", listener: OnVoiceState): unknown;
  off(event: "guildMemberUpdate", listener: OnMember): unknown;
  off(event: "shardReady", listener: OnShard): unknown;
}

/** Administrator, Manage Server (https://docs.discord.com/developers/topics/permissions). */
const MANAGES = 0x8n | 0x20n;
/** With this intent Discord tells of members that change or leave; without it the cache grows old. */
const GUILD_MEMBERS = 1 << 1;

const FETCH_WITHIN_MS = 2_000;
/** One member is asked for once in this time. */
const FETCH_EVERY_MS = 60_000;
const MOST_FETCHED = 10_000;

type Fetched = DiscordJsMember | "gone" | "unreachable";

/**
 * A discord.js client as a source of members. The client needs the intents Guilds and GuildVoiceStates; without
 * GuildMembers Discord is asked for a member once a minute at most, so that who loses a role loses its rights.
 */
export const discordJsMembers = (
  client: DiscordJsMemberClient,
  { timing = systemTiming }: { readonly timing?: Timing } = {},
): MemberSource => {
  const fetches = new Fetches(timing);
  return {
    guildsAmong: (guildIds) => guildIds.filter((id) => client.guilds.cache.get(id) !== undefined),
    member: async (guildId, userId) => {
      const guild = client.guilds.cache.get(guildId);
      if (guild === undefined) return null;
      const cached = guild.members.cache.get(userId);
      const isKeptUp = (client.options.intents.bitfield & GUILD_MEMBERS) !== 0;
      if (cached !== undefined && isKeptUp) return factsOf(guild, userId, cached);
      const fetched = await fetches.get(guild, userId);
      if (fetched === "gone") return null;
      // A change that came over the gateway since is in the cache.
      const member = guild.members.cache.get(userId) ?? (fetched === "unreachable" ? undefined : fetched);
      if (member === undefined) throw new Error("Discord did not tell in time who that is");
      return factsOf(guild, userId, member);
    },
    listeners: (guildId, channelId) =>
      [...(client.guilds.cache.get(guildId)?.voiceStates.cache.values() ?? [])].flatMap((state) => {
        if (state.channelId !== channelId) return [];
        const isBot = state.id === client.user?.id || state.member?.user.bot === true;
        return isBot ? [] : state.id;
      }),
    whenReady: (then) => {
      const isReady = () => client.readyTimestamp !== null;
      if (isReady()) {
        then();
        return () => {};
      }
      // The client is ready right after its last shard; the event for that has had two names.
      const look = () =>
        queueMicrotask(() => {
          if (!isReady()) return;
          stop();
          then();
        });
      const stop = () => void client.off("shardReady", look);
      client.on("shardReady", look);
      return stop;
    },
    listen: (onChange) => {
      const hear: OnVoiceState = (before, after) => {
        if (before.channelId === after.channelId) return;
        const channelIds = [before.channelId, after.channelId].filter((id) => id !== null);
        onChange(after.guild.id, channelIds);
      };
      const hearRoles: OnMember = (before, after) => {
        if (rolesOf(before) !== rolesOf(after)) onChange(after.guild.id, null);
      };
      client.on("voiceStateUpdate", hear);
      client.on("guildMemberUpdate", hearRoles);
      return () => {
        client.off("voiceStateUpdate", hear);
        client.off("guildMemberUpdate", hearRoles);
      };
    },
  };
};

const rolesOf = ({ roles }: DiscordJsMemberRoles): string => [...roles.cache.keys()].join();

const factsOf = (guild: DiscordJsGuild, userId: string, member: DiscordJsMember): MemberFacts => ({
  isOwner: guild.ownerId === userId,
  isManager: (member.permissions.bitfield & MANAGES) !== 0n,
  // Everybody has the role that is called like the guild.
  roleIds: [...member.roles.cache.keys()].filter((id) => id !== guild.id),
  voiceChannelId: guild.voiceStates.cache.get(userId)?.channelId ?? null,
  name: member.displayName,
});

/** Asks Discord for members, each once in a while. */
class Fetches {
  readonly #timing: Timing;
  /** In the order in which they were asked for. */
  readonly #made = new Map<string, { readonly at: number; readonly fetching: Promise<Fetched> }>();

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Never rejects, and waits for 2 s at most; who asks later has what came since. */
  get(guild: DiscordJsGuild, userId: string): Promise<Fetched> {
    const now = this.#timing.monotonic();
    for (const [key, { at }] of this.#made) {
      if (now - at < FETCH_EVERY_MS && this.#made.size <= MOST_FETCHED) break;
      this.#made.delete(key);
    }
    const key = `${guild.id}/${userId}`;
    const made = this.#made.get(key) ?? { at: now, fetching: fetchOf(guild, userId) };
    this.#made.set(key, made);
    return within<Fetched>(this.#timing, FETCH_WITHIN_MS, made.fetching, "unreachable");
  }
}

const fetchOf = async (guild: DiscordJsGuild, userId: string): Promise<Fetched> => {
  try {
    return await guild.members.fetch({ user: userId, force: true });
  } catch (error) {
    return fieldsOf(error)?.["status"] === 404 ? "gone" : "unreachable";
  }
};
