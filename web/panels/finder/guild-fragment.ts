const GUILD = /^#guild=(\d{1,20})$/;

/** The guild that a URL's fragment names, `#guild=…`; null where it names none. */
export const guildOfFragment = (fragment: string): string | null => GUILD.exec(fragment)?.[1] ?? null;

/** The fragment that shares an answer. A browser never sends it to a server. */
export const fragmentOfGuild = (guildId: bigint): string => `#guild=${guildId}`;
