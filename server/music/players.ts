import type { PlayerSnapshot } from "#protocol/music.ts";
import type { BotProcess } from "./directory.ts";

/** A guild's player in one cluster, as it is told to those who watch it. */
export interface WatchedPlayer {
  readonly cluster: string;
  readonly guildId: string;
  /** null: nothing plays. */
  readonly player: PlayerSnapshot | null;
  /** The process that serves it is away: what is shown is old. */
  readonly isAway: boolean;
}

/** Told of every change of a player; `before` is null for the first. */
export type PlayerListener = (now: WatchedPlayer, before: WatchedPlayer | null) => void;

interface Watched {
  known: WatchedPlayer | null;
  peer: BotProcess | null;
  readonly listeners: Set<PlayerListener>;
}

/** A bot's clock may be wrong: instants are told by the server's own. */
const byOurClock = (player: PlayerSnapshot | null, at: number, now: number): PlayerSnapshot | null =>
  player && { ...player, positionAt: player.positionAt - at + now };

const keyOf = (cluster: string, guildId: string) => `${cluster}/${guildId}`;

/** Owns the players that someone watches right now; of all others nothing is known here. */
export class Players {
  readonly #watched = new Map<string, Watched>();
  readonly #now: () => number;

  /** @param now epoch ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes what a process tells of a player that it was asked to watch; an older revision changes nothing. */
  take(
    peer: BotProcess,
    {
      guildId,
      at,
      player,
    }: { readonly guildId: string; readonly at: number; readonly player: PlayerSnapshot | null },
  ): void {
    const cluster = peer.process?.cluster;
    if (cluster === undefined) return;
    const watched = this.#watched.get(keyOf(cluster, guildId));
    if (watched === undefined) return;
    const isOlder =
      watched.peer === peer && player !== null && (watched.known?.player?.rev ?? -1) > player.rev;
    if (isOlder) return;
    watched.peer = peer;
    const now: WatchedPlayer = {
      cluster,
      guildId,
      isAway: false,
      player: byOurClock(player, at, this.#now()),
    };
    this.#tell(watched, now);
  }

  /** Adds someone who watches; the result ends it, and says whether they were the last. */
  watch(cluster: string, guildId: string, listener: PlayerListener): () => boolean {
    const key = keyOf(cluster, guildId);
    const watched: Watched = this.#watched.get(key) ?? { known: null, peer: null, listeners: new Set() };
    this.#watched.set(key, watched);
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0 || this.#watched.get(key) !== watched) return false;
      return this.#watched.delete(key);
    };
  }

  /** What is known of a player; null where nobody watches it. */
  find(cluster: string, guildId: string): WatchedPlayer | null {
    return this.#watched.get(keyOf(cluster, guildId))?.known ?? null;
  }

  /** The process is gone: who watches its players is told that they are old. */
  leave(peer: BotProcess): void {
    for (const watched of this.#watched.values()) {
      if (watched.peer !== peer || watched.known === null) continue;
      watched.peer = null;
      this.#tell(watched, { ...watched.known, isAway: true });
    }
  }

  /** Guilds of a cluster that someone watches. */
  guildsOf(cluster: string): readonly string[] {
    return [...this.#watched.keys()].flatMap((key) => {
      const slash = key.lastIndexOf("/");
      return key.slice(0, slash) === cluster ? [key.slice(slash + 1)] : [];
    });
  }

  #tell(watched: Watched, now: WatchedPlayer): void {
    const before = watched.known;
    watched.known = now;
    for (const listener of watched.listeners) listener(now, before);
  }
}
