import { type DiscordJsClient, discordJsSource } from "../adapters/discord-js-source.ts";
import type { Logger } from "../options.ts";
import { shardOfGuild } from "../protocol/guild.ts";
import type { ShardLook } from "../shards/source.ts";
import { Notices } from "../transport/notices.ts";
import { type Server, urlOf } from "../transport/server.ts";
import { askPage } from "./page.ts";
import { statusWords } from "./status-words.ts";

/** Discord's flag for a message that only the one who asked can see. */
const EPHEMERAL = 64;

export interface StatusCommandOptions {
  /** Where the status page is, such as `https://status.example`; people are led there too. */
  readonly url: string;
  /** The cluster's name, as the server's CLUSTERS has it. */
  readonly cluster: string;
  /** The command's name; default `status`. */
  readonly name?: string | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** What is used of a discord.js 14 `ChatInputCommandInteraction`; any that has this will do. */
export interface StatusInteraction {
  /** null in a direct message. */
  readonly guildId: string | null;
  readonly client: DiscordJsClient;
  reply(message: {
    content: string;
    flags: typeof EPHEMERAL;
    allowedMentions: { parse: never[] };
  }): Promise<unknown>;
}

/** A slash command, ready to be registered and to be run. */
export interface StatusCommand {
  /** For `client.application.commands.create`, or Discord's REST. */
  readonly data: { name: string; description: string; type: 1; contexts: (0 | 1)[] };
  /** Answers, to the one who asked alone. Never rejects. */
  execute(interaction: StatusInteraction): Promise<void>;
}

/**
 * A `/status` command: tells the state of the shard that serves the server where it is used, and leads to the page.
 * While the page is away it tells what this process knows.
 */
export const statusCommand = (options: StatusCommandOptions): StatusCommand => {
  const { url, cluster, name = "status" } = options;
  const notices = new Notices(options.logger === undefined ? console : options.logger);
  return {
    data: {
      name,
      description: "Is the bot down, or is it just this server? Shows the shard that serves it.",
      type: 1,
      // Servers and direct messages with the bot (https://docs.discord.com/developers/interactions/application-commands).
      contexts: [0, 1],
    },
    execute: async (interaction) => {
      try {
        const content = await answerTo(interaction, { url, token: undefined }, cluster);
        await interaction.reply({ content, flags: EPHEMERAL, allowedMentions: { parse: [] } });
        notices.over("command");
      } catch (error) {
        const detail = error instanceof Error ? error.message : "unknown fault";
        notices.trouble("command", "warn", `/${name} could not be answered: ${detail}`);
      }
    },
  };
};

const answerTo = async (
  { guildId, client }: StatusInteraction,
  server: Server,
  cluster: string,
): Promise<string> => {
  const shard = await askPage(server, cluster, guildId);
  const shardId = shard?.id ?? ownShardOf(client, guildId);
  return statusWords({
    cluster,
    guildId,
    shardId,
    shard,
    look: lookAt(client, shardId),
    pageUrl: URL.canParse(server.url)
      ? urlOf(server, "/", "http") + (guildId === null ? "" : `#guild=${guildId}`)
      : null,
  });
};

const ownShardOf = (client: DiscordJsClient, guildId: string | null): number =>
  guildId === null ? 0 : shardOfGuild(BigInt(guildId), client.options.shardCount ?? 1);

const lookAt = (client: DiscordJsClient, shardId: number): ShardLook | null => {
  for (const look of discordJsSource(client).look()) if (look.id === shardId) return look;
  return null;
};
