/** A server as Discord tells it to someone who is in it. */
export interface OAuthGuild {
  readonly id: string;
  readonly name: string;
  readonly icon: string | null;
  readonly owner: boolean;
  /** A bit set in decimal digits. */
  readonly permissions: string;
}

/** Someone with an account at Discord. */
export interface OAuthPerson {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly avatar: string | null;
  readonly guilds: readonly OAuthGuild[];
}

const VIEW_AND_SPEAK = String(0x400 | 0x200000);

/** So many servers; `manages` says of a place whether they have Manage Server there. */
export const oauthGuilds = (
  howMany: number,
  manages: (place: number) => boolean = () => false,
): OAuthGuild[] =>
  Array.from({ length: howMany }, (_, place) => ({
    id: String(81_384_788_765_712_384n + (BigInt(place) << 22n)),
    name: `Server ${place}`,
    icon: null,
    owner: false,
    permissions: manages(place) ? String((1n << 48n) | 0x20n) : VIEW_AND_SPEAK,
  }));

/** Someone in a few servers. */
export const oauthPerson = (more: Partial<OAuthPerson> = {}): OAuthPerson => ({
  id: "80351110224678912",
  username: "nelly",
  global_name: "Nelly",
  avatar: "8342729096ea3675442027381ff50dfe",
  guilds: oauthGuilds(3, (place) => place === 1),
  ...more,
});
