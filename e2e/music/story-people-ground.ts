import { guildIdsOf } from "../fake-discord/guilds.ts";
import { type OAuthPerson, oauthPerson } from "../fake-discord/oauth-people.ts";
import type { People } from "../fake-discord/people.ts";

/** The server of the story; on other shards in each bot. */
export const [, , GUILD = ""] = guildIdsOf(1, 2, 3);
export const GUILD_NAME = "Tea house";
/** A server that no bot is in. */
export const ELSEWHERE = { id: "81384788765712999", name: "Elsewhere" };
export const [LOUNGE, STUDIO] = ["100000000000000001", "100000000000000002"] as const;
export const DJ_ROLE = "100000000000000003";

/** Someone who is in the server. */
export interface Guest {
  readonly id: string;
  readonly name: string;
}

/** Who owns the server. */
export const ADA: Guest = { id: "80351110224678900", name: "Ada" };
export const MIA: Guest = { id: "80351110224678901", name: "Mia" };
export const JONAS: Guest = { id: "80351110224678902", name: "Jonas" };
/** Who has the DJ role. */
export const NOOR: Guest = { id: "80351110224678903", name: "Noor" };
/** Whom the server threw out after he had signed in. */
export const OTTO: Guest = { id: "80351110224678904", name: "Otto" };
/** Who was never in it. */
export const PAUL: Guest = { id: "80351110224678905", name: "Paul" };

/** Tells a bot's Discord of the server and who is in it. */
export const furnish = (people: People): void => {
  people.furnish(GUILD, GUILD_NAME, { [LOUNGE]: "Lounge", [STUDIO]: "Studio" });
  people.found(GUILD, ADA.id, { [DJ_ROLE]: 0n });
  for (const guest of [ADA, MIA, JONAS]) people.join(GUILD, guest);
  people.join(GUILD, { ...NOOR, roleIds: [DJ_ROLE] });
};

/** Whether Discord says of someone that they are in the server. */
export const isInServer = ({ id }: Guest): boolean => id !== PAUL.id;

/** A guest's account at Discord. */
export const accountOf = (guest: Guest): OAuthPerson => {
  const { id, name } = guest;
  const servers = isInServer(guest) ? [{ id: GUILD, name: GUILD_NAME }, ELSEWHERE] : [ELSEWHERE];
  return oauthPerson({
    ...{ id, username: name.toLowerCase(), global_name: name, avatar: null },
    guilds: servers.map((its) => ({
      ...its,
      icon: null,
      owner: its.id === GUILD && id === ADA.id,
      permissions: "0",
    })),
  });
};
