import { installedVersion } from "../installed-version.ts";
import { SILENT } from "../music/act-words.ts";
import { failed } from "../music/acts.ts";
import { Changes } from "../music/changes.ts";
import { entryOf } from "../music/entries.ts";
import type { LinkRule } from "../music/link-rule.ts";
import { plainText } from "../music/plain-text.ts";
import type { Act, PlayerAdapter, Requester } from "../music/player-adapter.ts";
import { followed, type Playhead } from "../music/playhead.ts";
import { read } from "../music/read.ts";
import { spanOf } from "../music/track-of.ts";
import { Uids } from "../music/uids.ts";
import type { Command, Found, Lookup, PlayerSnapshot } from "../protocol/music.ts";
import { hearChanges } from "./discord-player-changes.ts";
import { steer } from "./discord-player-commands.ts";
import { lookUp } from "./discord-player-lookups.ts";
import { Lyrics } from "./discord-player-lyrics.ts";
import { type PlayOptions, play } from "./discord-player-play.ts";
import { channelIdOf, entriesOf, stateOf } from "./discord-player-queues.ts";
import type { DiscordPlayerLike, QueueLike } from "./discord-player-shapes.ts";
import { snapshotOf } from "./discord-player-snapshot.ts";
import { sourcesOf } from "./discord-player-sources.ts";
import { type Askers, itemsOf, requesterOf } from "./discord-player-tracks.ts";
import { ENDS_TRACK, withTurn } from "./turn.ts";

/** What discord-player does not know itself. */
export interface DiscordPlayerOptions extends PlayOptions {
  /** Whether lyrics are looked for, at lrclib.net, which is told titles and names of artists; default false. */
  readonly hasLyrics?: boolean | undefined;
  /** Your own rule on the links that extractors may fetch; default: those of hosts with a public name. */
  readonly mayPlay?: LinkRule | undefined;
}

const MAX_NAME_CHARS = 300;
const LIBRARY = "discord-player";
/** The library's own words may hold what is nobody's business, such as addresses and headers. */
const FAILED = failed("the player did not do it: try again in a moment");

/** What the library tells once it has gone on: a track's last frames are silence. */
const GONE_ON = ["playerFinish", "queueDelete"];

/** discord-player, as players of guilds. */
export class DiscordPlayerPlayers implements PlayerAdapter {
  readonly library: string;
  readonly #player: DiscordPlayerLike;
  readonly #options: DiscordPlayerOptions;
  readonly #lyrics: Lyrics;
  readonly #uids = new Uids();
  readonly #askers: Askers = new WeakMap();
  readonly #itemOf = itemsOf(this.#askers);
  readonly #heads = new WeakMap<QueueLike, Playhead>();
  readonly #changes = new Changes(() => this.#hear());
  #hasFfmpeg: boolean | null = null;

  constructor(player: DiscordPlayerLike, options: DiscordPlayerOptions) {
    this.#player = player;
    this.#options = options;
    this.#lyrics = new Lyrics(player, options.hasLyrics === true);
    const version = plainText(read(player, "version"), MAX_NAME_CHARS) || installedVersion(LIBRARY);
    this.library = `${LIBRARY} ${version ?? ""}`.trim();
  }

  snapshot(guildId: string): PlayerSnapshot | null {
    const queue = this.#queue(guildId);
    if (queue === null) return null;
    return snapshotOf(queue, {
      head: this.#look(queue),
      uids: this.#uids,
      itemOf: this.#itemOf,
      channelName: (channelId) => this.#channelName(channelId),
      sources: sourcesOf(this.#player),
      hasFfmpeg: this.#findsFfmpeg(),
      hasLyrics: this.#lyrics.isThere,
    });
  }

  channelOf(guildId: string): string | null {
    const queue = this.#queue(guildId);
    return queue === null ? null : channelIdOf(queue);
  }

  requesterOf(guildId: string, uid: string | null): string | null {
    const queue = this.#queue(guildId);
    if (queue === null) return null;
    return requesterOf(entryOf(entriesOf(queue), uid, this.#uids), this.#askers)?.id ?? null;
  }

  async act(
    guildId: string,
    command: Command,
    requester: Requester,
    voiceChannelId: string | null,
  ): Promise<Act> {
    try {
      if (command.action === "play") {
        const { mayPlay } = this.#options;
        const place = {
          ...{ guildId, requester, voiceChannelId, mayPlay },
          options: this.#options,
          askers: this.#askers,
        };
        return await play(this.#player, command, place);
      }
      const queue = this.#queue(guildId);
      if (queue === null) return SILENT;
      const steering = () => steer(queue, command, { uids: this.#uids, hasFfmpeg: this.#findsFfmpeg() });
      const isTurn = entriesOf(queue).current !== null && ENDS_TRACK.has(command.action);
      const turn = { emitter: this.#player.events, events: GONE_ON, player: queue };
      return await (isTurn ? withTurn(turn, steering) : steering());
    } catch {
      return FAILED;
    } finally {
      this.#changes.tell(guildId);
    }
  }

  async lookup(guildId: string, lookup: Lookup, requester: Requester): Promise<Found | Act> {
    try {
      return await lookUp(this.#player, lookup, {
        queue: this.#queue(guildId),
        requester,
        mayPlay: this.#options.mayPlay,
        uids: this.#uids,
        itemOf: this.#itemOf,
        askers: this.#askers,
        lyrics: this.#lyrics,
      });
    } catch {
      return FAILED;
    }
  }

  listen(onChange: (guildId: string) => void): () => void {
    return this.#changes.listen(onChange);
  }

  #hear(): () => void {
    return hearChanges(this.#player, (queue) => this.#changes.tell(queue.id));
  }

  #look(queue: QueueLike): Playhead {
    const now = Date.now();
    const head = followed(
      this.#heads.get(queue) ?? null,
      {
        track: entriesOf(queue).current,
        isRunning: stateOf(queue) === "playing",
        positionMs: spanOf(queue.node.estimatedPlaybackTime),
        at: now,
      },
      now,
    );
    this.#heads.set(queue, head);
    return head;
  }

  #queue(guildId: string): QueueLike | null {
    return this.#player.nodes.cache.get(guildId) ?? null;
  }

  #channelName(channelId: string): string {
    return plainText(read(this.#player.client.channels.cache.get(channelId), "name"), MAX_NAME_CHARS);
  }

  /** The library looks for it when it makes a queue, and keeps what it finds. */
  #findsFfmpeg(): boolean {
    try {
      this.#hasFfmpeg ??= /^- command: /m.test(this.#player.scanDeps());
    } catch {
      this.#hasFfmpeg = false;
    }
    return this.#hasFfmpeg;
  }
}
