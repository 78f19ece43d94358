import type { Logger, Shardlight } from "../options.ts";
import { literal } from "../protocol/discord-text.ts";
import { ChannelHub } from "../transport/channel.ts";
import { Notices } from "../transport/notices.ts";
import { systemTiming, type Timing } from "../transport/timing.ts";
import { type Invitation, Invitations } from "./invitations.ts";

/** Discord's flag for a message that only the one who asked can see. */
const EPHEMERAL = 64;
const MOST_WORDS_CHARS = 200;

export interface PanelCommandOptions {
  /** The link of this process: what `attachShardlight` returned. */
  readonly shardlight: Pick<Shardlight, "channel">;
  /** The command's name; default `panel`. */
  readonly name?: string | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** What is used of a discord.js 14 `ChatInputCommandInteraction`; any that has this will do. */
export interface PanelInteraction {
  /** null in a direct message. */
  readonly guildId: string | null;
  readonly guild: { readonly name: string } | null;
  readonly user: { readonly id: string; readonly displayName: string };
  reply(message: {
    content: string;
    flags: typeof EPHEMERAL;
    allowedMentions: { parse: never[] };
  }): Promise<unknown>;
}

/** A slash command, ready to be registered and to be run. */
export interface PanelCommand {
  /** For `client.application.commands.create`, or Discord's REST. */
  readonly data: { name: string; description: string; type: 1; contexts: 0[] };
  /** Answers, to the one who asked alone. Never rejects. */
  execute(interaction: PanelInteraction): Promise<void>;
}

/** A `/panel` command: gives a one-time link to the player of the server where it is used, to the one who asked alone. */
export const panelCommand = (
  options: PanelCommandOptions,
  { timing = systemTiming }: { readonly timing?: Timing } = {},
): PanelCommand => {
  const { shardlight, name = "panel", logger } = options ?? {};
  const notices = new Notices(logger === undefined ? console : logger);
  const channel = shardlight?.channel;
  if (channel === undefined)
    notices.trouble(
      "refused",
      "error",
      `/${name} gives no links: give what attachShardlight returned as \`shardlight\``,
    );
  const invitations = new Invitations(channel ?? new ChannelHub(() => {}), timing);
  return {
    data: {
      name,
      description: "See what plays here and steer it, on a page. The link is for you alone.",
      type: 1,
      // Servers (https://docs.discord.com/developers/interactions/application-commands).
      contexts: [0],
    },
    execute: async (interaction) => {
      try {
        const content = wordsOf(await invitationFor(interaction, invitations));
        await interaction.reply({ content, flags: EPHEMERAL, allowedMentions: { parse: [] } });
        notices.over("command");
      } catch (error) {
        const detail = error instanceof Error ? error.message : "unknown fault";
        notices.trouble("command", "warn", `/${name} could not be answered: ${detail}`);
      }
    },
  };
};

const invitationFor = async (
  { guildId, guild, user }: PanelInteraction,
  invitations: Invitations,
): Promise<Invitation> => {
  if (guildId === null) return { kind: "none", words: "Use this in the server whose player you want." };
  const guildName = guild?.name ?? "";
  return invitations.ask({ userId: user.id, name: user.displayName, guildId, guildName });
};

const wordsOf = (invitation: Invitation): string =>
  invitation.kind === "link"
    ? `[Open the player of this server](<${invitation.url}>)\nThe link is for you alone: it works once, within five minutes. Whoever has it is taken for you.`
    : literal(invitation.words, MOST_WORDS_CHARS);
