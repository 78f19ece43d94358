import { type Command, PLAYER_ACTIONS, type PlayerAction } from "../protocol/music.ts";
import type { Actor } from "../protocol/music-link.ts";
import type { Notices } from "../transport/notices.ts";
import type { MemberFacts } from "./member-source.ts";
import type { PlayerAdapter } from "./player-adapter.ts";
import { ALLOWED, type Deed, type DjRule, type Right, refused, rightTo } from "./rights.ts";
import type { Look, Stage } from "./stage.ts";

/** What a host's own rule is told. */
export interface CommandContext {
  readonly guildId: string;
  readonly userId: string;
  readonly via: Actor["via"];
  /** null: they are no member of the server. */
  readonly member: MemberFacts | null;
  readonly deed: Deed;
  /** null where it is asked only what they may, so that the page shows it. */
  readonly command: Command | null;
  /** The voice channel that the bot is in; null: none. */
  readonly botChannelId: string | null;
  /** People in that channel, bots left out. */
  readonly listeners: readonly string[];
  /** What the table says. */
  readonly table: Right;
}

/** A host's own rule: true allows, false or words refuse, null leaves it to the table. */
export type CommandRule = (
  context: CommandContext,
) => boolean | string | null | Promise<boolean | string | null>;

/** Someone who wants something in a guild. */
export interface Asker {
  readonly guildId: string;
  readonly actor: Actor;
  readonly member: MemberFacts | null;
}

/** What the rights of all rest on at one moment. */
interface Scene {
  readonly look: Look;
  readonly botChannelId: string | null;
  readonly listeners: readonly string[];
  readonly votes: ReturnType<Stage["votes"]>;
}

interface JudgeParts {
  readonly adapter: PlayerAdapter;
  readonly stage: Stage;
  readonly dj: DjRule;
  readonly rule: CommandRule | null;
  readonly notices: Notices;
}

/** Decides who may do what, by the table or by the host's own rule. */
export class Judge {
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** @param command null where it is asked only whether they could. Never rejects */
  async right(asker: Asker, deed: Deed, command: Command | null, look: Look): Promise<Right> {
    return this.#right(asker, deed, command, this.#scene(asker.guildId, look));
  }

  #scene(guildId: string, look: Look): Scene {
    const { adapter, stage } = this.#parts;
    return {
      look,
      botChannelId: adapter.channelOf(guildId),
      listeners: stage.listeners(guildId),
      votes: stage.votes(guildId, look.player?.current?.uid ?? null),
    };
  }

  async #right(
    asker: Asker,
    deed: Deed,
    command: Command | null,
    { look, botChannelId, listeners, votes: { voters, need } }: Scene,
  ): Promise<Right> {
    const { dj, rule, notices } = this.#parts;
    const { guildId, actor, member } = asker;
    const table = rightTo({
      deed,
      isNext: command?.action === "play" && command.isNext === true,
      member,
      dj,
      isRequester: this.#isRequester(asker, deed, command, look),
      botChannelId,
      othersThere: listeners.filter((id) => id !== actor.userId).length,
      votes: { have: voters.filter((id) => id !== actor.userId).length, need },
    });
    if (rule === null) return table;
    const { userId, via } = actor;
    try {
      const word = await rule({
        guildId,
        userId,
        via,
        member,
        deed,
        command,
        botChannelId,
        listeners,
        table,
      });
      notices.over("rule");
      if (word === null) return table;
      if (typeof word === "string") return refused(word);
      return word ? ALLOWED : refused("the bot does not let you do that");
    } catch (error) {
      const detail = error instanceof Error ? error.message : "unknown fault";
      notices.trouble("rule", "warn", `mayCommand failed, and nobody may steer players: ${detail}`);
      return refused("the bot could not tell whether you may do that");
    }
  }

  /** What they may do now of what the player can, and whether skip is a vote for them. */
  async mayOf(
    asker: Asker,
    look: Look,
  ): Promise<{ readonly may: readonly PlayerAction[]; readonly isVoter: boolean }> {
    const can = look.player?.can ?? ["play"];
    const scene = this.#scene(asker.guildId, look);
    const actions = PLAYER_ACTIONS.filter((action) => can.includes(action));
    const rights = await Promise.all(
      actions.map(async (action) => ({ action, right: await this.#right(asker, action, null, scene) })),
    );
    return {
      may: rights.flatMap(({ action, right }) => (right.kind === "refused" ? [] : action)),
      isVoter: rights.some(({ action, right }) => action === "skip" && right.kind === "vote"),
    };
  }

  #isRequester({ guildId, actor }: Asker, deed: Deed, command: Command | null, { player }: Look): boolean {
    const { adapter } = this.#parts;
    if (command?.action === "remove") return adapter.requesterOf(guildId, command.uid) === actor.userId;
    // Asked in general, it is enough that one of those who wait is theirs.
    if (deed === "remove")
      return player?.queue.some(({ requester }) => requester?.id === actor.userId) ?? false;
    return adapter.requesterOf(guildId, null) === actor.userId;
  }
}
