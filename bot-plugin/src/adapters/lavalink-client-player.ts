import { installedVersion } from "../installed-version.ts";
import { SILENT } from "../music/act-words.ts";
import { failed } from "../music/acts.ts";
import { Changes } from "../music/changes.ts";
import { entryOf } from "../music/entries.ts";
import type { LinkRule } from "../music/link-rule.ts";
import { personOf } from "../music/person-of.ts";
import { plainText } from "../music/plain-text.ts";
import type { Act, PlayerAdapter, Requester } from "../music/player-adapter.ts";
import { followed, type Playhead } from "../music/playhead.ts";
import { read } from "../music/read.ts";
import { spanOf } from "../music/track-of.ts";
import { Uids } from "../music/uids.ts";
import type { Command, Found, Lookup, PlayerSnapshot } from "../protocol/music.ts";
import { hearChanges } from "./lavalink-client-changes.ts";
import { steer } from "./lavalink-client-commands.ts";
import { effectOf } from "./lavalink-client-effects.ts";
import { lookUp } from "./lavalink-client-lookups.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { play } from "./lavalink-client-play.ts";
import { Refusals } from "./lavalink-client-refusals.ts";
import { botIdOf, snapshotOf, stateOf } from "./lavalink-client-snapshot.ts";
import { ENDS_TRACK, withTurn } from "./turn.ts";

/** What lavalink-client does not know itself. */
export interface PlayerOptions {
  /** What people call a voice channel; default: nothing. */
  readonly channelName?: ((channelId: string) => string | null | undefined) | undefined;
  /** Your own rule on the links that nodes may fetch; default: those of hosts with a public name. */
  readonly mayPlay?: LinkRule | undefined;
}

const MAX_NAME_CHARS = 300;
const LIBRARY = "lavalink-client";
/** The library's own words may hold what is nobody's business, such as addresses of nodes. */
const FAILED = failed("the audio node did not do it: try again in a moment");

/** lavalink-client, as players of guilds. */
export class LavalinkClientPlayers implements PlayerAdapter {
  readonly library = `${LIBRARY} ${installedVersion(LIBRARY) ?? ""}`.trim();
  readonly #manager: MusicManagerLike;
  readonly #options: PlayerOptions;
  readonly #uids = new Uids();
  readonly #refusals = new Refusals();
  readonly #heads = new WeakMap<MusicPlayerLike, Playhead>();
  /** What changes without an event in some versions, by player. */
  readonly #faces = new WeakMap<MusicPlayerLike, string>();
  readonly #changes = new Changes(() => this.#hear());

  constructor(manager: MusicManagerLike, options: PlayerOptions) {
    this.#manager = manager;
    this.#options = options;
  }

  snapshot(guildId: string): PlayerSnapshot | null {
    const player = this.#player(guildId);
    if (player === null) return null;
    return snapshotOf(player, {
      manager: this.#manager,
      head: this.#look(player),
      uids: this.#uids,
      channelName: (channelId) => this.#channelName(channelId),
    });
  }

  channelOf(guildId: string): string | null {
    return this.#player(guildId)?.voiceChannelId ?? null;
  }

  requesterOf(guildId: string, uid: string | null): string | null {
    const queue = this.#player(guildId)?.queue;
    if (queue === undefined) return null;
    const id = personOf(read(entryOf(queue, uid, this.#uids), "requester"))?.id ?? null;
    return id === botIdOf(this.#manager) ? null : id;
  }

  async act(
    guildId: string,
    command: Command,
    requester: Requester,
    voiceChannelId: string | null,
  ): Promise<Act> {
    const { mayPlay } = this.#options;
    const doIt = (): Promise<Act> | Act => {
      if (command.action === "play")
        return play(this.#manager, command, { guildId, requester, voiceChannelId, mayPlay });
      const player = this.#player(guildId);
      if (player === null) return SILENT;
      const steering = () => steer(player, command, this.#uids);
      if (player.queue.current === null || !ENDS_TRACK.has(command.action)) return steering();
      return withTurn({ emitter: this.#manager, events: GONE_ON, player }, steering);
    };
    try {
      return await this.#refusals.during(this.#manager, guildId, doIt, FAILED);
    } catch {
      return FAILED;
    } finally {
      this.#changes.tell(guildId);
    }
  }

  async lookup(guildId: string, lookup: Lookup, requester: Requester): Promise<Found | Act> {
    try {
      const player = this.#player(guildId);
      const { mayPlay } = this.#options;
      return await lookUp(this.#manager, lookup, { player, requester, uids: this.#uids, mayPlay });
    } catch {
      return FAILED;
    }
  }

  listen(onChange: (guildId: string) => void): () => void {
    return this.#changes.listen(onChange);
  }

  #hear(): () => void {
    return hearChanges(this.#manager, {
      changed: (player) => {
        this.#look(player);
        this.#changes.tell(player.guildId);
      },
      ticked: (player) => {
        const [head, face] = [this.#heads.get(player), this.#faces.get(player)];
        const isSame = this.#look(player) === head && this.#faces.get(player) === face;
        if (!isSame) this.#changes.tell(player.guildId);
      },
    });
  }

  #look(player: MusicPlayerLike): Playhead {
    const head = followed(
      this.#heads.get(player) ?? null,
      {
        track: player.queue.current,
        isRunning: stateOf(player) === "playing",
        positionMs: spanOf(player.lastPosition),
        at: isInstant(player.lastPositionChange) ? player.lastPositionChange : null,
      },
      Date.now(),
    );
    this.#heads.set(player, head);
    this.#faces.set(player, faceOf(player));
    return head;
  }

  #player(guildId: string): MusicPlayerLike | null {
    return this.#manager.players.get(guildId) ?? null;
  }

  #channelName(channelId: string): string {
    try {
      return plainText(this.#options.channelName?.(channelId), MAX_NAME_CHARS);
    } catch {
      return "";
    }
  }
}

/** What the library tells once it has gone on; nodes answer first, and tell of the end of the track after. */
const GONE_ON = ["trackStart", "trackError", "queueEnd", "playerDestroy"];

const isInstant = (at: unknown): boolean => typeof at === "number" && Number.isFinite(at);

const faceOf = (player: MusicPlayerLike): string =>
  [stateOf(player), player.volume, player.repeatMode, player.voiceChannelId, effectOf(player)].join(" ");
