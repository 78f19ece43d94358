import type { PlayerSnapshot } from "../protocol/music.ts";
import type { PlayerFrame, RightsFrame } from "../protocol/music-link.ts";
import type { Timing } from "../transport/timing.ts";
import type { Stage } from "./stage.ts";

/** Changes that come together are told together: within the time that an eye takes for at once. */
const TOGETHER_MS = 50;
/** Looking at a player with a long queue takes some ms, and the host goes on after each so many. */
const MOST_AT_ONCE = 20;
/** Players that are still watched are asked for again by then, once the link stands anew. */
const CONFIRMED_WITHIN_MS = 30_000;
/** Guilds that are watched at once; those that nobody asked for the longest go first. */
const MOST_WATCHED = 5_000;

interface Watched {
  /** The revision that was told last; null: none since the link stands. */
  toldRev: number | null;
  /** What rights rested on when they were told last. */
  basis: string;
  isConfirmed: boolean;
}

interface WatcherParts {
  readonly stage: Stage;
  readonly timing: Timing;
  readonly send: (frame: PlayerFrame | RightsFrame) => void;
}

/** Tells of players that somebody watches, whenever they change. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #watched = new Map<string, Watched>();
  readonly #stirred = new Set<string>();
  /** Guilds where people may have other rights. */
  readonly #moved = new Set<string>();
  #cancelTelling: (() => void) | null = null;
  #cancelSweep: () => void = () => {};
  #stands = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  /** Somebody was told of a player at this revision, and of all changes from then on. */
  watch(guildId: string, rev: number): void {
    // Those who watched before may not have been told of it yet.
    const before = this.#watched.get(guildId);
    const basis = before?.basis ?? basisOf(this.#parts.stage.look(guildId).player);
    this.#watched.delete(guildId);
    this.#watched.set(guildId, { toldRev: before?.toldRev ?? rev, basis, isConfirmed: true });
    for (const [oldest] of this.#watched) {
      if (this.#watched.size <= MOST_WATCHED) break;
      this.#watched.delete(oldest);
    }
  }

  unwatch(guildId: string): void {
    this.#watched.delete(guildId);
  }

  /** The guild's player may be another. */
  stir(guildId: string): void {
    if (!this.#stands || !this.#watched.has(guildId)) return;
    this.#stirred.add(guildId);
    this.#cancelTelling ??= this.#parts.timing.after(TOGETHER_MS, () => this.#tell());
  }

  /** People came to these voice channels, or left them; null: they have other roles. */
  move(guildId: string, channelIds: readonly string[] | null): void {
    if (!this.#stands || !this.#watched.has(guildId)) return;
    if (!this.#parts.stage.concerns(guildId, channelIds)) return;
    this.#moved.add(guildId);
    this.stir(guildId);
  }

  /** All players may be shown otherwise. */
  stirAll(): void {
    for (const guildId of this.#watched.keys()) this.stir(guildId);
  }

  /** The link stands, maybe anew: all is told again, of as many as are still watched. */
  begin(): void {
    this.#stands = true;
    for (const watched of this.#watched.values()) {
      watched.toldRev = null;
      watched.isConfirmed = false;
    }
    this.stirAll();
    this.#cancelSweep();
    this.#cancelSweep = this.#parts.timing.after(CONFIRMED_WITHIN_MS, () => {
      for (const [guildId, { isConfirmed }] of this.#watched) if (!isConfirmed) this.unwatch(guildId);
    });
  }

  /** The link is lost, or all is over: nothing is told. */
  pause(): void {
    this.#stands = false;
    this.#stirred.clear();
    this.#moved.clear();
    this.#cancelSweep();
    this.#cancelTelling?.();
    this.#cancelTelling = null;
  }

  #tell(): void {
    this.#cancelTelling = null;
    const guildIds = [...this.#stirred].slice(0, MOST_AT_ONCE);
    try {
      for (const guildId of guildIds) {
        this.#stirred.delete(guildId);
        this.#tellOf(guildId);
      }
    } finally {
      // A player that cannot be looked at costs nobody the others.
      if (this.#stirred.size > 0) this.#cancelTelling = this.#parts.timing.after(0, () => this.#tell());
    }
  }

  #tellOf(guildId: string): void {
    const { stage, timing, send } = this.#parts;
    const havePeopleMoved = this.#moved.delete(guildId);
    const watched = this.#watched.get(guildId);
    if (watched === undefined) return;
    const { player, rev } = stage.look(guildId);
    const basis = basisOf(player);
    if (watched.toldRev !== rev) send({ type: "player", guildId, at: timing.wall(), player });
    watched.toldRev = rev;
    if (havePeopleMoved || watched.basis !== basis) send({ type: "rights", guildId });
    watched.basis = basis;
  }
}

/** What rights rest on of a player: what it can, where it is heard, and who asked for what plays. */
const basisOf = (player: PlayerSnapshot | null): string =>
  player === null
    ? ""
    : JSON.stringify([
        player.can,
        player.channel?.id,
        player.current?.requester?.id,
        player.current === null,
      ]);
