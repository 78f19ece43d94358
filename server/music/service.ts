import { createHash } from "node:crypto";
import type { Command, CommandResult, Found, Lookup, PlayerAction } from "#protocol/music.ts";
import type { Actor, AskFrame } from "#protocol/music-link.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { Pace } from "../http/pace.ts";
import { type Asked, Asks } from "./asks.ts";
import { type DeskLends, MusicDesk } from "./desk.ts";
import { type BotProcess, Directory } from "./directory.ts";
import { rolesOf, sharedGuilds } from "./guild-facts.ts";
import { Once } from "./once.ts";
import { botAway, nothingShown, resultOf, tooFast } from "./outcome.ts";
import { type PlayerListener, Players, type WatchedPlayer } from "./players.ts";

/** A command is worth nothing once its actor has given up. */
const COMMAND_WITHIN_MS = 5_000;
/** Searching asks others on the Internet. */
const LOOKUP_WITHIN_MS = 10_000;
const WATCH_WITHIN_MS = 3_000;
/** More than hands can do in one server, and little beside what a script could. */
const PACE = { atOnce: 10, everyMs: 500 };

/** One player: the guild, and the cluster whose bot plays there. */
export interface Place {
  readonly cluster: string;
  readonly guildId: string;
}

/** What someone may see and do. */
export interface Sight {
  readonly player: WatchedPlayer;
  readonly may: readonly PlayerAction[];
  /** Whether skip is a vote for them. */
  readonly isVoter: boolean;
  /** Whether their vote to skip what plays counts already. */
  readonly hasVoted: boolean;
  readonly isManager: boolean;
}

/** Brings what people want of players to the bots that decide about it, and what happens there back to them. */
export class MusicService {
  readonly desk: MusicDesk;
  readonly #directory = new Directory();
  readonly #asks: Asks;
  readonly #players: Players;
  readonly #once: Once<CommandResult>;
  /** By person and server. */
  readonly #pace: Pace;
  /** By player: someone who may see it, for asking again in their name when its process comes back. */
  readonly #watchers = new Map<string, Set<Actor>>();
  #onRights: (place: Place) => void = () => {};

  constructor({ clock, ...lends }: { readonly clock: Clock } & DeskLends) {
    this.#asks = new Asks(clock);
    this.#players = new Players(() => clock.wall());
    this.#once = new Once(clock);
    this.#pace = new Pace(clock, PACE);
    this.desk = new MusicDesk({
      directory: this.#directory,
      asks: this.#asks,
      players: this.#players,
      onArrival: (peer) => this.#resume(peer),
      onRights: (cluster, guildId) => this.#onRights({ cluster, guildId }),
      ...lends,
    });
  }

  /** Clusters whose bots have players, or had them: they may be away. */
  get clusters(): readonly string[] {
    return this.#directory.clusters;
  }

  /** Whether the process that serves the guild is linked. */
  isHere({ cluster, guildId }: Place): boolean {
    return this.#directory.find(cluster, guildId) !== null;
  }

  /** What is known of a player; null where nobody watches it. For those who may see it. */
  known({ cluster, guildId }: Place): WatchedPlayer | null {
    return this.#players.find(cluster, guildId);
  }

  /**
   * What the actor may see of a player and do with it now.
   * @throws AppError `bot_away`, `bot_failed` where it could not look, or `forbidden` where it says no
   */
  async see(actor: Actor, place: Place): Promise<Sight> {
    const peer = this.#peer(place);
    const ask = { kind: "watch" } as const;
    const asked = await this.#ask(peer, place.guildId, actor, ask, WATCH_WITHIN_MS);
    if (asked.kind === "result") throw nothingShown(asked.result);
    if (asked.kind !== "seen") throw botAway();
    const { at, player, may, isVoter, hasVoted = false, isManager } = asked;
    // Another guild's player is none that it could be shown in the place of.
    if (player !== null && player.guildId !== place.guildId) throw botAway();
    this.#players.take(peer, { guildId: place.guildId, at, player });
    const known = this.#players.find(place.cluster, place.guildId);
    const shown = known ?? { ...place, player, isAway: false };
    return { player: shown, may, isVoter, hasVoted, isManager };
  }

  /** Tells of all changes of a player from now on; ask `see` first whether they may. The result ends it. */
  watch(actor: Actor, place: Place, listener: PlayerListener): () => void {
    const { cluster, guildId } = place;
    const end = this.#players.watch(cluster, guildId, listener);
    const key = `${cluster}/${guildId}`;
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(actor));
    return () => {
      watchers.delete(actor);
      if (!end()) return;
      this.#watchers.delete(key);
      this.#directory.find(cluster, guildId)?.ask({ type: "unwatch", guildId });
    };
  }

  /** Calls back whenever a bot says that people may do other things with a player than before. */
  listenToRights(onRights: (place: Place) => void): void {
    this.#onRights = onRights;
  }

  /**
   * Has the bot do something; the same id is done once.
   * @param id made by the actor for this one wish
   * @throws AppError `too_fast`
   */
  async command(
    actor: Actor,
    place: Place,
    wish: { readonly id: string; readonly command: Command; readonly seenRev: number | null },
  ): Promise<CommandResult> {
    const who = `${actor.userId}/${place.cluster}/${place.guildId}`;
    const key = `${who}/${wish.id}`;
    const running = this.#once.run(key, async () => {
      const waitMs = this.#pace.take(who);
      if (waitMs > 0) throw tooFast(waitMs);
      const peer = this.#peer(place);
      const ask = { kind: "command", command: wish.command, seenRev: wish.seenRev } as const;
      return resultOf(await this.#ask(peer, place.guildId, actor, ask, COMMAND_WITHIN_MS, askIdOf(key)));
    });
    try {
      return await running;
    } catch (error) {
      if (error instanceof AppError && error.code === "bot_away") return resultOf({ kind: "away" });
      throw error;
    }
  }

  /** Looks something up. @throws AppError `too_fast`, or as `see` does */
  async lookup(actor: Actor, place: Place, lookup: Lookup): Promise<Found> {
    const waitMs = this.#pace.take(`${actor.userId}/${place.cluster}/${place.guildId}`);
    if (waitMs > 0) throw tooFast(waitMs);
    const peer = this.#peer(place);
    const asked = await this.#ask(peer, place.guildId, actor, { kind: "lookup", lookup }, LOOKUP_WITHIN_MS);
    if (asked.kind === "result") throw nothingShown(asked.result);
    if (asked.kind !== "found") throw botAway();
    return asked.found;
  }

  /** Of these guilds those that each cluster's bot is in; what a process that is away serves is left out. */
  shared(guildIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return sharedGuilds({ directory: this.#directory, asks: this.#asks }, guildIds);
  }

  /** The roles of a member, as the first bot that serves the guild knows them; none where nobody answers. */
  rolesOf(userId: string, guildId: string): Promise<readonly string[]> {
    return rolesOf({ directory: this.#directory, asks: this.#asks }, userId, guildId);
  }

  #peer({ cluster, guildId }: Place): BotProcess {
    const peer = this.#directory.find(cluster, guildId);
    if (peer === null) throw botAway();
    return peer;
  }

  #ask(
    peer: BotProcess,
    guildId: string,
    actor: Actor,
    ask: AskFrame["ask"],
    withinMs: number,
    id?: string,
  ): Promise<Asked> {
    return this.#asks.ask(peer, { type: "ask", guildId, actor, expiresInMs: withinMs, ask }, withinMs, id);
  }

  /** A process has come back: who watches its players must not look at what was. */
  #resume(peer: BotProcess): void {
    const cluster = peer.process?.cluster ?? "";
    for (const guildId of this.#players.guildsOf(cluster)) {
      const [actor] = this.#watchers.get(`${cluster}/${guildId}`) ?? [];
      if (actor === undefined || this.#directory.find(cluster, guildId) !== peer) continue;
      // Whether they may is asked again when they ask for their rights; until then nothing new is told.
      this.see(actor, { cluster, guildId }).catch(() => {});
    }
  }
}

/** Bots know a command again by its id, after a restart of this server too; and no one's by another's. */
const askIdOf = (wish: string): string => createHash("sha256").update(wish).digest("base64url");
