import type { Gateway } from "./gateway.ts";
import { guildIdsOf, guildOf } from "./guilds.ts";
import { memberOf, type Person } from "./person.ts";
import { BOT_USER } from "./users.ts";

interface GuildPeople {
  name: string | null;
  /** Names of voice channels by id. */
  rooms: Readonly<Record<string, string>>;
  ownerId: string;
  readonly permissionsOfRole: Map<string, bigint>;
  readonly people: Map<string, Person>;
  readonly channelOfPerson: Map<string, string>;
}

/** What REST says of a member: it, that there is none, or nothing at all. */
export type MemberAnswer = object | "unknown" | "silent" | null;

/** Who is in each guild, with which roles, and in which voice channel. */
export class People {
  readonly #guilds = new Map<string, GuildPeople>();
  readonly #gateway: Gateway;
  /** Members that were asked for over REST, each as `guild/user`. */
  readonly asked: string[] = [];
  /** Whether REST leaves whoever asks for a member waiting. */
  isSilent = false;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Names a guild's owner, and what its roles may do; heard by bots that log in afterwards. */
  found(guildId: string, ownerId: string, roles: Readonly<Record<string, bigint>> = {}): void {
    const guild = this.#guild(guildId);
    guild.ownerId = ownerId;
    for (const [id, permissions] of Object.entries(roles)) guild.permissionsOfRole.set(id, permissions);
  }

  /** Names a guild and its voice channels; heard by bots that log in afterwards. */
  furnish(guildId: string, name: string, rooms: Readonly<Record<string, string>>): void {
    Object.assign(this.#guild(guildId), { name, rooms });
  }

  /** Someone joins, or has other roles from now on; bots without the intent for members hear nothing of it. */
  join(guildId: string, person: Person): void {
    this.#guild(guildId).people.set(person.id, person);
  }

  /** Someone has other roles, or another nickname: bots that are logged in hear it, as with the intent for members. */
  change(guildId: string, person: Person): void {
    this.join(guildId, person);
    this.#tell(guildId, "GUILD_MEMBER_UPDATE", { ...memberOf(person), guild_id: guildId });
  }

  leave(guildId: string, userId: string): void {
    this.#guild(guildId).people.delete(userId);
  }

  /** Someone enters a voice channel, or leaves all (null): bots that are logged in hear it. */
  enter(guildId: string, userId: string, channelId: string | null): void {
    const { people, channelOfPerson } = this.#guild(guildId);
    const person = people.get(userId);
    if (person === undefined) throw new Error(`${userId} is not in ${guildId}`);
    if (channelId === null) channelOfPerson.delete(userId);
    else channelOfPerson.set(userId, channelId);
    const state = { ...voiceStateOf(userId, channelId), guild_id: guildId, member: memberOf(person) };
    this.#tell(guildId, "VOICE_STATE_UPDATE", state);
  }

  /** The payload of a guild's GUILD_CREATE: of its members those whom every bot is told, in voice channels. */
  payloadOf(guildId: string): object {
    const guild = this.#guilds.get(guildId);
    if (guild === undefined) return guildOf(guildId);
    const { name, rooms, ownerId, permissionsOfRole, people, channelOfPerson } = guild;
    return {
      ...guildOf(guildId),
      ...(name !== null && { name }),
      channels: Object.entries(rooms).map(([id, its], position) => roomOf(id, its, position)),
      owner_id: ownerId,
      roles: [[guildId, 0n] as const, ...permissionsOfRole].map(([id, permissions], position) => ({
        id,
        name: `Role ${id}`,
        permissions: String(permissions),
        position,
        ...{ color: 0, hoist: false, managed: false, mentionable: false, flags: 0 },
      })),
      members: [...channelOfPerson.keys()].flatMap((id) => {
        const person = people.get(id);
        return person === undefined ? [] : [memberOf(person)];
      }),
      voice_states: [...channelOfPerson].map(([id, channelId]) => voiceStateOf(id, channelId)),
    };
  }

  /** Answers a REST path; null: it is not about a member. */
  answer(path: string): MemberAnswer {
    const [, guildId = "", userId = ""] = /^\/guilds\/(\d+)\/members\/(\d+)$/.exec(path) ?? [];
    if (guildId === "") return null;
    this.asked.push(`${guildId}/${userId}`);
    if (this.isSilent) return "silent";
    const person = this.#guilds.get(guildId)?.people.get(userId);
    return person === undefined ? "unknown" : memberOf(person);
  }

  #tell(guildId: string, event: string, data: object): void {
    for (const connection of this.#gateway.connections) {
      const { shardId = -1, shardCount = 1 } = connection.session ?? {};
      if (guildIdsOf(shardId, shardCount, 100).includes(guildId)) connection.dispatch(event, data);
    }
  }

  #guild(guildId: string): GuildPeople {
    const guild = this.#guilds.get(guildId) ?? {
      name: null,
      rooms: {},
      ownerId: BOT_USER.id,
      permissionsOfRole: new Map(),
      people: new Map(),
      channelOfPerson: new Map(),
    };
    this.#guilds.set(guildId, guild);
    return guild;
  }
}

/** A voice channel, as a guild's payload has it. */
const roomOf = (id: string, name: string, position: number) => ({
  ...{ id, type: 2, name, position, parent_id: null, permission_overwrites: [] },
  ...{ bitrate: 64_000, user_limit: 0, rtc_region: null, nsfw: false, flags: 0 },
});

const voiceStateOf = (userId: string, channelId: string | null) => ({
  user_id: userId,
  channel_id: channelId,
  session_id: `voice-${userId}`,
  ...{ deaf: false, mute: false, self_deaf: false, self_mute: false, self_video: false, suppress: false },
});
