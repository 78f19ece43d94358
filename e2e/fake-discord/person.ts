/** Someone who is in a guild. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly nick?: string;
  readonly roleIds?: readonly string[];
  readonly isBot?: boolean;
}

/** A member as Discord tells it. */
export const memberOf = ({ id, name, nick, roleIds = [], isBot = false }: Person) => ({
  user: { id, username: name, global_name: name, discriminator: "0", avatar: null, bot: isBot },
  nick: nick ?? null,
  roles: roleIds,
  joined_at: "2022-01-01T00:00:00.000Z",
  ...{ deaf: false, mute: false, flags: 0 },
});
