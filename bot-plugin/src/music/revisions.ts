import { createHash } from "node:crypto";
import type { PlayerSnapshot } from "../protocol/music.ts";

/** What is known of one guild's player since it was first looked at. */
interface Kept {
  readonly rev: number;
  /** The revision at which the track began that plays. */
  readonly beganRev: number;
  readonly uid: string | null;
  /** All of the player but its position, in short. */
  readonly digest: string;
  readonly positionMs: number;
  /** By the bot's clock, epoch ms. */
  readonly positionAt: number;
  readonly isMoving: boolean;
}

/** A position that is further than this from where it was to be by now has jumped: someone sought, or it stalled. */
const JUMP_MS = 1_500;
/** Those that were looked at longest ago are forgotten; they get a new revision when they are looked at again. */
const MOST_KEPT = 5_000;

/** Numbers what becomes of players: a number rises with every change, for each guild and past the process's end. */
export class Revisions {
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  #last: number;

  /** @param now epoch ms; a process that starts later begins above what was before */
  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  /** Notes how a player is now. */
  note(guildId: string, player: PlayerSnapshot | null): { readonly rev: number; readonly beganRev: number } {
    const before = this.#kept.get(guildId);
    this.#kept.delete(guildId);
    const digest = digestOf(player);
    const kept =
      before !== undefined && before.digest === digest && !this.#hasJumped(before, player)
        ? before
        : this.#next(before, player, digest);
    this.#kept.set(guildId, kept);
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  #next(before: Kept | undefined, player: PlayerSnapshot | null, digest: string): Kept {
    this.#last += 1;
    const uid = player?.current?.uid ?? null;
    return {
      rev: this.#last,
      beganRev: before !== undefined && before.uid === uid ? before.beganRev : this.#last,
      uid,
      digest,
      positionMs: player?.positionMs ?? 0,
      positionAt: player?.positionAt ?? 0,
      isMoving: player?.state === "playing",
    };
  }

  #hasJumped(before: Kept, player: PlayerSnapshot | null): boolean {
    if (player === null) return false;
    const now = this.#now();
    const isMoving = player.state === "playing";
    const expected = positionAt(before, now);
    return Math.abs(positionAt({ ...player, isMoving }, now) - expected) > JUMP_MS;
  }
}

const positionAt = (
  at: { readonly positionMs: number; readonly positionAt: number; readonly isMoving: boolean },
  now: number,
): number => at.positionMs + (at.isMoving ? now - at.positionAt : 0);

const digestOf = (player: PlayerSnapshot | null): string => {
  const { rev: _, positionMs: __, positionAt: ___, ...rest } = player ?? {};
  return createHash("sha1").update(JSON.stringify(rest)).digest("base64");
};
