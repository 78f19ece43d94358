import type { Shardlight, ShardlightOptions } from "../options.ts";
import { startShardlight } from "../shardlight.ts";
import { type DiscordJsClient, discordJsSource } from "./discord-js-source.ts";

export { type PanelCommand, type PanelCommandOptions, panelCommand } from "../discord/panel-command.ts";
export { type StatusCommand, type StatusCommandOptions, statusCommand } from "../discord/status-command.ts";
export type { Logger, Shardlight, ShardlightOptions } from "../options.ts";
export { type DiscordJsMemberClient, discordJsMembers } from "./discord-js-members.ts";
export type { DiscordJsClient } from "./discord-js-source.ts";

/**
 * Reports the shards of a discord.js client, from the process that owns it: alone, or under ShardingManager or
 * discord-hybrid-sharding. Call it before `login()`. Never throws, and never keeps the process alive.
 */
export const attachShardlight = (client: DiscordJsClient, options: ShardlightOptions): Shardlight =>
  startShardlight(discordJsSource(client), options);
