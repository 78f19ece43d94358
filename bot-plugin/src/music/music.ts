import type { Logger, Shardlight } from "../options.ts";
import { snowflakeSchema } from "../protocol/music.ts";
import type { Actor } from "../protocol/music-link.ts";
import type { ChannelFrame } from "../transport/channel.ts";
import { Notices } from "../transport/notices.ts";
import { systemTiming, type Timing } from "../transport/timing.ts";
import { Catalogue } from "./catalogue.ts";
import { Commands } from "./commands.ts";
import { Dispatcher } from "./dispatcher.ts";
import { cut } from "./fit.ts";
import { guarded, guardedTiming, sayBroken } from "./guard.ts";
import { type Asker, type CommandRule, Judge } from "./judge.ts";
import type { MemberSource } from "./member-source.ts";
import { Performer } from "./performer.ts";
import type { PlayerAdapter } from "./player-adapter.ts";
import { Polls } from "./polls.ts";
import { Recount } from "./recount.ts";
import { Revisions } from "./revisions.ts";
import { Sender } from "./sender.ts";
import type { MusicSource } from "./sources.ts";
import { Stage } from "./stage.ts";
import { Watcher } from "./watcher.ts";

export type { Logger } from "../options.ts";
export type { CommandContext, CommandRule } from "./judge.ts";
export type { MemberFacts, MemberSource } from "./member-source.ts";
export type { Act, PlayerAdapter, Requester } from "./player-adapter.ts";
export type { Deed, Right } from "./rights.ts";
export type { MusicSource, SourceTrack } from "./sources.ts";

/** How a bot process shows its players, and has people steer them. */
export interface MusicOptions {
  /** The link of this process: what `attachShardlight` returned. */
  readonly shardlight: Pick<Shardlight, "channel">;
  readonly adapter: PlayerAdapter;
  readonly members: MemberSource;
  readonly dj?:
    | {
        /** Whoever has one of these roles is a DJ. */
        readonly roleIds?: readonly string[] | undefined;
        /** Whether nobody but DJs, and those who manage the server, may steer; default false. */
        readonly isOnly?: boolean | undefined;
      }
    | undefined;
  /** Of those who listen, how many have to vote to skip, rounded up: above 0, to 1; default 0.5. */
  readonly skipRatio?: number | undefined;
  /** In the place of the table of rights. */
  readonly mayCommand?: CommandRule | undefined;
  /** Music services beside those that the player knows by itself. */
  readonly sources?: readonly MusicSource[] | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** A bot process that shows its players. */
export interface Music {
  /** Shows them no more, and does nothing that is asked from then on; the music plays on. */
  close(): void;
}

const DEFAULT_SKIP_RATIO = 0.5;
const MOST_GUILDS = 200;
const MOST_ROLES = 300;
const MAX_ADAPTER_CHARS = 64;

/** Shows a bot's players on the page, and does there what people want and may. Never throws, and keeps no process alive. */
export const startMusic = (
  options: MusicOptions,
  { timing = systemTiming }: { readonly timing?: Timing } = {},
): Music => {
  const notices = new Notices(options?.logger === undefined ? console : options.logger);
  try {
    return start(options, guardedTiming(timing, notices), notices);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "unknown fault";
    notices.trouble("refused", "error", `no players are shown: ${detail}`);
    return { close: () => {} };
  }
};

const start = (options: MusicOptions, timing: Timing, notices: Notices): Music => {
  const { adapter, members, dj, skipRatio, mayCommand, sources = [] } = options;
  const channel = options.shardlight?.channel;
  if (channel === undefined) throw new Error("give what attachShardlight returned as `shardlight`");
  if (adapter === undefined || members === undefined) throw new Error("`adapter` and `members` are needed");
  if (sources.some(({ id }) => typeof id !== "string" || id === ""))
    throw new Error("each of `sources` needs an `id`");
  const sender = new Sender(channel, notices);
  const stir = (guildId: string) => watcher.stir(guildId);
  const polls = new Polls(timing, stir);
  const catalogue = new Catalogue(sources, timing, () => watcher.stirAll());
  const revisions = new Revisions(() => timing.wall());
  const ratio = skipRatio !== undefined && skipRatio > 0 && skipRatio <= 1 ? skipRatio : DEFAULT_SKIP_RATIO;
  const stage = new Stage({ adapter, members, catalogue, polls, revisions, skipRatio: ratio });
  const watcher = new Watcher({ stage, timing, send: (frame) => void sender.send(frame) });
  const rule = { roleIds: dj?.roleIds ?? [], isOnly: dj?.isOnly ?? false };
  const judge = new Judge({ adapter, stage, dj: rule, rule: mayCommand ?? null, notices });
  const performer = new Performer(adapter, catalogue, timing);
  const commands = new Commands({ stage, judge, performer, polls, timing, notices, onChange: stir });
  const asker = async (guildId: string, actor: Actor): Promise<Asker> => ({
    guildId,
    actor,
    member: await members.member(guildId, actor.userId),
  });
  const recount = new Recount({ stage, polls, commands, timing, asker });
  const onWatch = (guildId: string, rev: number) => watcher.watch(guildId, rev);
  const dispatcher = new Dispatcher({
    ...{ adapter, asker, catalogue, stage, judge, commands, timing, notices, onWatch },
  });

  const hear = async (frame: ChannelFrame): Promise<void> => {
    switch (frame.type) {
      case "ask":
        if (!isPerson(frame.guildId, frame.actor.userId)) return;
        sender.answer(frame.id, await dispatcher.answer(frame));
        return;
      case "unwatch":
        watcher.unwatch(frame.guildId);
        return;
      case "cancel":
        commands.cancel(frame.id);
        return;
      case "guilds": {
        const guildIds = members.guildsAmong(frame.guildIds).slice(0, MOST_GUILDS);
        sender.answer(frame.id, { kind: "guilds", guildIds: [...guildIds] });
        return;
      }
      case "roles": {
        const known = isPerson(frame.guildId, frame.userId);
        const member = known ? await members.member(frame.guildId, frame.userId) : null;
        const roleIds = [...(member?.roleIds ?? [])].slice(0, MOST_ROLES);
        sender.answer(frame.id, { kind: "roles", roleIds });
        return;
      }
      case "refused":
        if (frame.asked === "music")
          notices.trouble("broken", "warn", `the server did not take a word about players: ${frame.message}`);
        return;
      default:
        // About audio nodes, or one-time links.
        return;
    }
  };
  const stopAdapter = adapter.listen((guildId) => guarded(notices, () => stir(guildId)));
  const stopMembers = members.listen?.((guildId, channelIds) =>
    guarded(notices, () => {
      watcher.move(guildId, channelIds);
      recount.look(guildId);
    }),
  );
  let isReady = members.whenReady === undefined;
  let stands = false;
  const begin = () => {
    if (!isReady || !stands) return;
    sender.send({ type: "players", adapter: cut(adapter.library, MAX_ADAPTER_CHARS) });
    watcher.begin();
  };
  const stopWaiting = members.whenReady?.(() => {
    isReady = true;
    guarded(notices, begin);
  });
  const stopChannel = channel.listen({
    stands: (features) =>
      guarded(notices, () => {
        stands = features.includes("music");
        if (stands) begin();
        else notices.trouble("away", "warn", "the server shows no players: a newer one is needed");
      }),
    heard: (frame) => void hear(frame).catch((error) => sayBroken(notices, error)),
    lost: () =>
      guarded(notices, () => {
        stands = false;
        watcher.pause();
      }),
  });
  return {
    close: () => {
      sender.send({ type: "players", adapter: null });
      stopChannel();
      guarded(notices, () => stopWaiting?.());
      guarded(notices, stopAdapter);
      guarded(notices, () => stopMembers?.());
      watcher.pause();
      polls.close();
    },
  };
};

/** Whether these are ids of Discord's; nothing else is looked up. */
const isPerson = (guildId: string, userId: string): boolean =>
  snowflakeSchema.safeParse(guildId).success && snowflakeSchema.safeParse(userId).success;
