import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Keeper } from "./db/keeper.ts";
import type { Events } from "./events.ts";
import { type AddressOf, wholeAddressFinder } from "./http/address.ts";
import { createOutgoing } from "./http/outgoing.ts";
import { publicOrIn } from "./http/reach.ts";
import { AllowLists } from "./keys/allow-lists.ts";
import { keyDoor } from "./keys/key-door.ts";
import { GuildKeys } from "./keys/service.ts";
import type { Log } from "./log.ts";
import { createControl } from "./music/control.ts";
import { MusicService } from "./music/service.ts";
import { discordIconAddress } from "./pictures/discord-icon.ts";
import { ownNetworks } from "./pictures/hosts.ts";
import { Pictures } from "./pictures/service.ts";
import { SessionService } from "./sessions/service.ts";

interface PeopleParts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly events: Events;
  readonly keeper: Keeper;
  readonly fetch: typeof fetch;
  readonly addressOf: AddressOf;
}

/** Makes what people sign in with, and all that they reach players by: their sessions, servers' keys, pictures. */
export const assemblePeople = ({ config, log, clock, events, keeper, fetch, addressOf }: PeopleParts) => {
  const pictures = new Pictures({
    hosts: config.pictureHosts,
    outgoing: createOutgoing({ isAllowed: publicOrIn(ownNetworks(config.pictureHosts)) }),
    clock,
    log,
  });
  const music = new MusicService({
    clock,
    pictureOf: pictures.pathOf,
    invite: (cluster, { userId, name, guildId, guildName }) =>
      sessions.invite({ userId, name, guildId, guildName, cluster }),
  });
  const sessions = new SessionService({
    ...config,
    keeper,
    clock,
    events,
    log,
    fetch,
    rolesOf: (userId, guildId) => music.rolesOf(userId, guildId),
  });
  const wholeAddressOf = wholeAddressFinder(config.trustedProxies);
  const keys = new GuildKeys({ keeper, clock, events });
  const allowLists = new AllowLists({ keeper, clock, events });
  const control = createControl({
    music,
    clock,
    events,
    log,
    maxStreams: config.feedMaxViewers,
    iconUrlOf: (guildId, hash) => pictures.pathOf(discordIconAddress(guildId, hash)),
    clusterNames: config.clusters.map(({ name }) => name),
    sessionOf: (asked) => sessions.viewerOf(asked),
    keyOf: keyDoor({
      keys,
      addressOf,
      clock,
      isAllowed: (asked, guildId) => allowLists.allows(wholeAddressOf(asked), guildId),
    }),
    isFromOwnPage: (asked) => sessions.isFromOwnPage(asked),
    assertAllowed: (asked, guildId) => allowLists.assertAllowed(wholeAddressOf(asked), guildId),
  });
  return {
    pictures,
    music,
    sessions,
    watching: control.watching,
    /** Routes of players. */
    players: control.routes,
    /** What the routes of keys stand on. */
    keyParts: { keys, allowLists, addressOf: wholeAddressOf, manager: control.manager },
  };
};
