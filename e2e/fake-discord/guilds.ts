/** A moment in 2022, in ms since Discord's epoch: snowflakes from it have 19 digits. */
const FIRST_GUILD_MS = 240_000_000_000;

/** IDs of guilds that Discord would serve on this shard: `(id >> 22) % shardCount` is `shardId`. */
export const guildIdsOf = (shardId: number, shardCount: number, howMany: number): string[] => {
  const first = Math.ceil(FIRST_GUILD_MS / shardCount) * shardCount + shardId;
  return Array.from({ length: howMany }, (_, place) => String(BigInt(first + place * shardCount) << 22n));
};

/** The payload of a GUILD_CREATE that a library takes for an available guild. */
export const guildOf = (id: string) => ({ id, name: `Server ${id}`, unavailable: false, channels: [] });
