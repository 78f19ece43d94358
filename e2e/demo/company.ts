import type { FakeDiscord } from "../fake-discord/fake-discord.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { type OAuthPerson, oauthPerson } from "../fake-discord/oauth-people.ts";
import type { Person } from "../fake-discord/person.ts";
import { SHARD_COUNTS } from "./settings.ts";

/** The voice channel of every server. */
const CHANNEL_ID = "275928847299117063";
/** Manage Server, in the one server that the visitor manages. */
const MANAGE_SERVER = 0x20n;
const MANAGERS = "285928847299117063";
const SOMEBODY_ELSE = "295928847299117063";

/** Who signs in to the demo. */
export const VISITOR: Person = { id: "80351110224678912", name: "Nelly" };

const REGULARS: readonly Person[] = [
  { id: "475928847299117061", name: "Ada" },
  { id: "475928847299117062", name: "Bao" },
  { id: "475928847299117063", name: "Chidi" },
  { id: "475928847299117064", name: "Dorota" },
];

/** A server with music. */
export interface MusicServer {
  readonly id: string;
  readonly name: string;
  readonly clusters: readonly (keyof typeof SHARD_COUNTS)[];
  /** What the visitor is there: they manage it, listen with the others, or are not in the voice channel. */
  readonly visitor: "manager" | "listener" | "elsewhere";
  /** Who is in its voice channel, and asks for songs. */
  readonly regulars: readonly Person[];
}

/** Of the servers that a bot has on a shard, the one at this place. */
const serverOn = (shardId: number, place: number): string =>
  guildIdsOf(shardId, SHARD_COUNTS.main, place + 1)[place] ?? "";

/** The first is on shard 7 of main and on shard 1 of patron_1: both bots are in it. */
export const MUSIC_SERVERS: readonly MusicServer[] = [
  {
    ...{ id: serverOn(7, 0), name: "Tea House", clusters: ["main", "patron_1"] },
    ...{ visitor: "manager", regulars: REGULARS.slice(0, 3) },
  },
  {
    ...{ id: serverOn(20, 4), name: "Night Shift", clusters: ["main"] },
    ...{ visitor: "listener", regulars: REGULARS.slice(1) },
  },
  {
    ...{ id: serverOn(40, 5), name: "Book Club", clusters: ["main"] },
    ...{ visitor: "elsewhere", regulars: REGULARS.slice(2) },
  },
];

/** The visitor as Discord tells of them; of the servers one has none of the bots. */
export const visitorAtDiscord = (): OAuthPerson =>
  oauthPerson({
    id: VISITOR.id,
    username: VISITOR.name.toLowerCase(),
    global_name: VISITOR.name,
    avatar: null,
    guilds: [
      ...MUSIC_SERVERS.map(({ id, name, visitor }) => ({
        ...{ id, name, icon: null, owner: false },
        permissions: visitor === "manager" ? String(MANAGE_SERVER) : "0",
      })),
      { id: "81384788765712384", name: "No Bots Here", icon: null, owner: true, permissions: "0" },
    ],
  });

/** Fills the servers of a bot's Discord, before the bot logs in. */
export const seat = ({ people }: FakeDiscord, cluster: string): void => {
  for (const { id, clusters, visitor, regulars } of MUSIC_SERVERS) {
    if (!clusters.some((name) => name === cluster)) continue;
    people.found(id, SOMEBODY_ELSE, { [MANAGERS]: MANAGE_SERVER });
    people.join(id, { ...VISITOR, roleIds: visitor === "manager" ? [MANAGERS] : [] });
    for (const regular of regulars) people.join(id, regular);
    const there = visitor === "elsewhere" ? regulars : [VISITOR, ...regulars];
    for (const person of there) people.enter(id, person.id, CHANNEL_ID);
  }
};

/** Whose songs a bot plays, by server. */
export const regularsOf = (cluster: string): Readonly<Record<string, readonly Person[]>> =>
  Object.fromEntries(
    MUSIC_SERVERS.filter(({ clusters }) => clusters.some((name) => name === cluster)).map(
      ({ id, regulars }) => [id, regulars],
    ),
  );
