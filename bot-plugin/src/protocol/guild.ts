/** The shard that Discord serves a guild on (https://docs.discord.com/developers/events/gateway#sharding). */
export const shardOfGuild = (guildId: bigint, shardCount: number): number =>
  Number((guildId >> 22n) % BigInt(shardCount));

/** Discord's first second, 2015-01-01T00:00:00Z, in epoch ms: a snowflake's upper 42 bits count from here. */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const LARGEST_SNOWFLAKE = 2n ** 64n - 1n;
const ONE_DAY_MS = 86_400_000;
/** Longer pastes are cut before they are searched: a link is far shorter. */
const LONGEST_PASTE_CHARS = 2_000;

/** Where Discord's addresses hold a guild's ID. */
const LINK = /(?:\b(?:channels|guilds|servers|events)\/|[?&]guild_id=)(\d{17,20})(?!\d)/;
/** Parameters of an address that hold other IDs: of an application, an event, a user. */
const OTHER_PARAMETERS = /[?&][\w-]{1,40}=\d{1,40}/g;

/** Why a text holds no guild ID, for words that help. */
export type GuildIdProblem =
  | "empty"
  | "no_digits"
  | "too_short"
  | "too_long"
  | "impossible"
  | "direct_message";

export type GuildIdResult =
  | { readonly ok: true; readonly guildId: bigint }
  | { readonly ok: false; readonly problem: GuildIdProblem };

/** When a snowflake was made, in epoch ms. */
export const snowflakeAt = (snowflake: bigint): number => Number((snowflake >> 22n) + DISCORD_EPOCH_MS);

/**
 * Finds the guild ID in what a person pasted: a bare ID, a link to a channel, message, event or widget, with
 * white space and noise around it. In a Discord link the guild's ID is the first one that is not a channel's
 * or an event's alone.
 * @param now epoch ms; an ID made more than a day later is impossible
 */
export const parseGuildId = (text: string, now: number): GuildIdResult => {
  const pasted = text.slice(0, LONGEST_PASTE_CHARS).trim();
  if (pasted === "") return { ok: false, problem: "empty" };
  if (/channels\/@me(?:\/|$|\s)/.test(pasted)) return { ok: false, problem: "direct_message" };
  const linked = LINK.exec(pasted)?.[1];
  const runs = pasted.replace(OTHER_PARAMETERS, "").match(/\d+/g);
  if (runs === null) return { ok: false, problem: "no_digits" };
  const digits = linked ?? runs.find((run) => run.length >= 17 && run.length <= 20);
  if (digits === undefined) {
    return { ok: false, problem: runs.some((run) => run.length > 20) ? "too_long" : "too_short" };
  }
  const guildId = BigInt(digits);
  const isPossible =
    !digits.startsWith("0") && guildId <= LARGEST_SNOWFLAKE && snowflakeAt(guildId) <= now + ONE_DAY_MS;
  return isPossible ? { ok: true, guildId } : { ok: false, problem: "impossible" };
};
