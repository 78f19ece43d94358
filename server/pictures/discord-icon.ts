/** Side of the icons that are asked for, in pixels: twice that of the marks on the page. */
const SIZE = 128;

/** Where Discord shows a server's icon (https://docs.discord.com/developers/reference#image-formatting); null where it has none. */
export const discordIconAddress = (guildId: string, hash: string | null): string | null =>
  hash !== null && /^\w{1,64}$/.test(hash)
    ? `https://cdn.discordapp.com/icons/${guildId}/${hash}.webp?size=${SIZE}`
    : null;
