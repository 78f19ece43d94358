import type { PlayerAdapter } from "../music/player-adapter.ts";
import { type DiscordPlayerOptions, DiscordPlayerPlayers } from "./discord-player-players.ts";
import type { DiscordPlayerLike } from "./discord-player-shapes.ts";

export type { LinkRule } from "../music/link-rule.ts";
export type { PlayerAdapter } from "../music/player-adapter.ts";
export type { PlayOptions } from "./discord-player-play.ts";
export type { DiscordPlayerOptions } from "./discord-player-players.ts";
export type { DiscordPlayerLike } from "./discord-player-shapes.ts";

/** The queues of a `Player` of discord-player, to be seen and steered from a status page. Never throws. */
export const discordPlayers = (
  player: DiscordPlayerLike,
  options: DiscordPlayerOptions = {},
): PlayerAdapter => new DiscordPlayerPlayers(player, options);
